using CodeFirst.Engine.Outbox;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Failure.V1;
using Google.Protobuf;

namespace CodeFirst.Engine.Schedules;

/// <summary>
/// How a schedule hears of the end of what it started: each run of the chain carries its callback, and the last one tells it through its outbox, so that no
/// crash loses the news and nobody has to watch.
/// </summary>
public static class ScheduleNotices
{
    private static readonly Failure Timeout = new() { Message = "workflow timeout", TimeoutFailureInfo = new() { TimeoutType = TimeoutType.StartToClose } };

    /// <summary>The callback to start a workflow with.</summary>
    public static Callback ToCallback(ScheduleLink link) => new() { Internal = new Callback.Types.Internal { Data = link.ToByteString() } };

    /// <summary>The notice as the schedule takes it.</summary>
    /// <param name="notice">What the run left.</param>
    /// <param name="firstRunId">The first run of its chain.</param>
    /// <param name="status">How the last one closed.</param>
    public static RecordActionClosed ToCommand(ScheduleNotice notice, string firstRunId, WorkflowExecutionStatus status)
    {
        ArgumentNullException.ThrowIfNull(notice);
        return new RecordActionClosed
        {
            RequestId = notice.Schedule.RequestId,
            FirstRunId = firstRunId,
            Status = status,
            Result = notice.Closing.WorkflowExecutionCompletedEventAttributes?.Result,
            Failure = status == WorkflowExecutionStatus.TimedOut ? Timeout : notice.Closing.WorkflowExecutionFailedEventAttributes?.Failure,
        };
    }

    /// <summary>What the close of a run means for its schedule. A run that is continued leaves it to the last one, one that a reset replaces to that one.</summary>
    internal static void Leave(RunDraft draft)
    {
        var state = draft.State;
        if (state.ResetRunId.Length > 0 || state.SuccessorRunId.Length > 0)
        {
            return;
        }

        foreach (var callback in state.Callbacks)
        {
            if (ReadLink(callback.Callback) is { } link)
            {
                // A run of a schedule has no parent, whom the close event would tell under the same id.
                var notice = new ScheduleNotice { Schedule = link, Closing = draft.LastEvent };
                OutboxTransitions.Add(draft, draft.LastEvent.EventId, new OutboxMessage { ScheduleClosed = notice });
            }
        }
    }

    // Servers before there were schedules took such callbacks from clients, with any data.
    private static ScheduleLink? ReadLink(Callback callback)
    {
        if (callback.VariantCase != Callback.VariantOneofCase.Internal)
        {
            return null;
        }

        try
        {
            return ScheduleLink.Parser.ParseFrom(callback.Internal.Data) is { ScheduleId.Length: > 0 } link ? link : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
