using System.Collections.Immutable;
using CodeFirst.Engine;
using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Storage.History;
using CodeFirst.Storage.Visibility;
using Google.Protobuf;

namespace CodeFirst.Storage.Runs;

/// <summary>The rows of one run that one transition writes.</summary>
public sealed record RunWrite
{
    /// <summary>Which run.</summary>
    public required RunKey Key { get; init; }

    /// <summary>The version the decision was made on; zero inserts the run. After the commit the run has this version plus one.</summary>
    public required long ExpectedVersion { get; init; }

    /// <summary>The whole new state, as bytes of <see cref="RunState"/>.</summary>
    public required ReadOnlyMemory<byte> State { get; init; }

    /// <summary>The status after the transition.</summary>
    public required WorkflowExecutionStatus Status { get; init; }

    /// <summary>Events to append, in order: mostly one batch, none when the transition writes no event, several when a run begins with another's history.</summary>
    public ImmutableArray<HistoryBatch> History { get; init; } = [];

    /// <summary>Ready tasks that this transition makes. One of the same kind and scheduled event id as a stored task replaces it.</summary>
    public ImmutableArray<ReadyTask> AddedTasks { get; init; } = [];

    /// <summary>Ready tasks that this transition takes away, named by kind and scheduled event id.</summary>
    public ImmutableArray<ReadyTask> RemovedTasks { get; init; } = [];

    /// <summary>When the run next has to be looked at.</summary>
    public DeadlineChange Deadline { get; init; }

    /// <summary>The run's visibility row when it changed; null leaves it.</summary>
    public VisibilityRecord? Visibility { get; init; }

    /// <summary>Derives the rows from the engine's states, so that what indexes a run cannot contradict it.</summary>
    /// <param name="before">The state as it was last stored, not as it was last decided; null for a new run.</param>
    /// <param name="expectedVersion">The version of <paramref name="before"/>; zero for a new run.</param>
    /// <param name="after">The state to store.</param>
    /// <param name="events">The events that follow those in the store.</param>
    /// <param name="storedDeadline">The deadline in the store, which stays when it is early enough; null always sets it.</param>
    public static RunWrite From(
        RunState? before, long expectedVersion, RunState after, IReadOnlyList<HistoryEvent> events, DateTimeOffset? storedDeadline = null)
    {
        var oldTasks = before?.GetReadyTasks() ?? [];
        var newTasks = after.GetReadyTasks();
        return new RunWrite
        {
            Key = new RunKey(after.NamespaceId, after.WorkflowId, after.RunId),
            ExpectedVersion = expectedVersion,
            State = after.ToByteArray(),
            Status = after.Status,
            History = HistoryBatch.Split(events),
            AddedTasks = newTasks.Without(oldTasks),
            RemovedTasks = oldTasks.IsEmpty || newTasks.IsEmpty ? oldTasks : [.. oldTasks.ExceptBy(newTasks.Select(GetIdentity), GetIdentity)],
            Deadline = DeadlineChange.Between(storedDeadline, after.GetNextDeadline()),
            Visibility = IsVisiblyChanged(before, after) ? VisibilityRecord.From(after, expectedVersion + 1) : null,
        };
    }

    private static (TaskKind Kind, long ScheduledEventId) GetIdentity(ReadyTask task) => (task.Kind, task.ScheduledEventId);

    private static bool IsVisiblyChanged(RunState? before, RunState after) =>
        before is null
        || before.Status != after.Status
        || !Equals(before.ExecutionTime, after.ExecutionTime)
        || !Equals(before.CloseTime, after.CloseTime)
        || !Equals(before.Memo, after.Memo)
        || !Equals(before.SearchAttributes, after.SearchAttributes);
}
