using CodeFirst.Engine.Activities;
using CodeFirst.Engine.Children;
using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Externals;
using CodeFirst.Engine.Markers;
using CodeFirst.Engine.Properties;
using CodeFirst.Engine.Timers;
using CodeFirst.Engine.Updates;
using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;

namespace CodeFirst.Engine.WorkflowTasks;

/// <summary>The commands of one completion, carried out in order on its draft. The first fault ends it; the draft is then of no use.</summary>
internal sealed class CommandSequence(RunDraft draft, long completedEventId, CompleteWorkflowTask completion, UpdateMessages updates)
{
    private readonly List<HistoryEvent> _canceledActivities = [];
    private HashSet<string>? _activityIds;

    public RunDraft Draft => draft;

    /// <summary>The id of the WorkflowTaskCompleted event that the commands' events name.</summary>
    public long CompletedEventId => completedEventId;

    public string Identity => completion.Request.Identity;

    public string SuccessorRunId => completion.SuccessorRunId;

    /// <summary>The name of the run's namespace.</summary>
    public string Namespace => completion.Request.Namespace;

    /// <summary>The workflow ids of the children that these commands start.</summary>
    public HashSet<string> InitiatedChildren { get; } = new(StringComparer.Ordinal);

    /// <summary>The run that continues this one, once a command asked for it.</summary>
    public Transition? Successor { get; set; }

    /// <summary>The ids of pending activities. Built once, because a workflow may schedule thousands at a time.</summary>
    public HashSet<string> ActivityIds =>
        _activityIds ??= draft.State.Activities.Values.Select(activity => activity.Scheduled.ActivityId).ToHashSet(StringComparer.Ordinal);

    /// <summary>What is wrong with commands before any of them is looked at; null when they may be carried out.</summary>
    public static string? Check(IReadOnlyList<Command> commands)
    {
        for (var i = 0; i < commands.Count; i++)
        {
            var type = commands[i].CommandType;
            if (type == CommandType.Unspecified || !Enum.IsDefined(type))
            {
                return $"unknown command type: {type}";
            }

            if (RunCommands.Closes(type) && i < commands.Count - 1)
            {
                return $"invalid command sequence: {type} must be the last of {commands.Count} commands but is number {i + 1}.";
            }
        }

        return null;
    }

    public CommandFault? Apply(IReadOnlyList<Command> commands)
    {
        foreach (var command in commands)
        {
            if ((CommandLimits.CheckSize(command) ?? Apply(command)) is { } fault)
            {
                return fault;
            }
        }

        if (updates.ApplyRemaining() is { } messageFault)
        {
            return messageFault;
        }

        // The worker learns of them with everything else that it does not know yet.
        if (draft.State.IsRunning)
        {
            draft.State.BufferedEvents.AddRange(_canceledActivities);
        }

        return null;
    }

    /// <summary>Appends the event of a command.</summary>
    public HistoryEvent Write(HistoryEvent historyEvent, Command command)
    {
        historyEvent.UserMetadata = command.UserMetadata;
        return draft.Write(historyEvent);
    }

    /// <summary>Keeps the end of an activity that was canceled before it started, to follow the events of the commands.</summary>
    public void AddCanceledActivity(HistoryEvent canceled) => _canceledActivities.Add(canceled);

    private CommandFault? Apply(Command command) => command.CommandType switch
    {
        CommandType.ScheduleActivityTask => ActivityCommands.Schedule(this, command),
        CommandType.RequestCancelActivityTask => ActivityCommands.RequestCancel(this, command),
        CommandType.StartTimer => TimerCommands.Start(this, command),
        CommandType.CancelTimer => TimerCommands.Cancel(this, command),
        CommandType.RecordMarker => MarkerCommands.Record(this, command),
        CommandType.UpsertWorkflowSearchAttributes => PropertyCommands.UpsertSearchAttributes(this, command),
        CommandType.ModifyWorkflowProperties => PropertyCommands.Modify(this, command),
        CommandType.StartChildWorkflowExecution => ChildCommands.Start(this, command),
        CommandType.SignalExternalWorkflowExecution => ExternalCommands.Signal(this, command),
        CommandType.RequestCancelExternalWorkflowExecution => ExternalCommands.RequestCancel(this, command),
        CommandType.ProtocolMessage => updates.Apply(command),
        CommandType.CompleteWorkflowExecution => RunCommands.Complete(this, command),
        CommandType.FailWorkflowExecution => RunCommands.Fail(this, command),
        CommandType.CancelWorkflowExecution => RunCommands.Cancel(this, command),
        CommandType.ContinueAsNewWorkflowExecution => RunCommands.ContinueAsNew(this, command),
        _ => new CommandFault(WorkflowTaskFailedCause.FeatureDisabled, $"This server does not support the command {command.CommandType}."),
    };
}
