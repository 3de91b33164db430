using System.Collections.Immutable;

namespace CodeFirst.Engine.WorkflowTasks;

/// <summary>The reply to <see cref="CompleteWorkflowTask"/>.</summary>
public sealed record WorkflowTaskCompleted : CommandReply
{
    /// <summary>When not zero, the task left no trace, and the worker goes back to the task that this event started.</summary>
    public long ResetHistoryEventId { get; init; }

    /// <summary>The updates that the worker rejected.</summary>
    public required ImmutableArray<RejectedUpdate> Rejected { get; init; }
}
