using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;

namespace CodeFirst.Engine.Markers;

/// <summary>
/// Markers: what the code of a worker records in history for its own replay, such as the result of a local activity or the version of a patch. They mean
/// nothing to the server.
/// </summary>
internal static class MarkerCommands
{
    public static CommandFault? Record(CommandSequence sequence, Command command)
    {
        var attributes = command.RecordMarkerCommandAttributes;
        if (CommandLimits.CheckId("MarkerName", attributes?.MarkerName) is { } fault)
        {
            return new CommandFault(WorkflowTaskFailedCause.BadRecordMarkerAttributes, fault);
        }

        sequence.Write(
            new HistoryEvent
            {
                EventType = EventType.MarkerRecorded,
                MarkerRecordedEventAttributes = new()
                {
                    MarkerName = attributes!.MarkerName,
                    Details = { attributes.Details },
                    WorkflowTaskCompletedEventId = sequence.CompletedEventId,
                    Header = attributes.Header,
                    Failure = attributes.Failure,
                },
            },
            command);
        return null;
    }
}
