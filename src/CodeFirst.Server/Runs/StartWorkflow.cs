using CodeFirst.Engine.Execution;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Updates;

namespace CodeFirst.Server.Runs;

/// <summary>A start, or a signal-with-start, with its policies made plain.</summary>
internal sealed record StartWorkflow
{
    public required StartRun Start { get; init; }

    /// <summary>What to do while a run of the id runs.</summary>
    public required WorkflowIdConflictPolicy ConflictPolicy { get; init; }

    /// <summary>What to do when the last run of the id is closed.</summary>
    public required WorkflowIdReusePolicy ReusePolicy { get; init; }

    /// <summary>The signal for a run that runs already; the new run gets it with <see cref="StartRun.Signal"/>.</summary>
    public SignalWorkflowExecutionRequest? Signal { get; init; }

    /// <summary>The update for a run that runs already; the new run gets it with <see cref="StartRun.Update"/>.</summary>
    public UpdateMessage? Update { get; init; }

    /// <summary>How long after the start of a run its id may be used again; zero is at once.</summary>
    public TimeSpan MinReuseInterval { get; init; }
}
