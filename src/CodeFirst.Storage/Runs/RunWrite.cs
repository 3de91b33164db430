using System.Collections.Immutable;
using CodeFirst.Engine;
using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.History;
using CodeFirst.Storage.Visibility;

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

    /// <summary>Events to append; null when the transition writes none.</summary>
    public HistoryBatch? History { get; init; }

    /// <summary>Ready tasks that this transition makes.</summary>
    public ImmutableArray<ReadyTask> AddedTasks { get; init; } = [];

    /// <summary>Ready tasks that this transition takes away, named by kind and scheduled event id.</summary>
    public ImmutableArray<ReadyTask> RemovedTasks { get; init; } = [];

    /// <summary>When the run next has to be looked at; null when only a message can move it. Replaces the stored one.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The run's visibility row when it changed; null leaves it.</summary>
    public VisibilityRecord? Visibility { get; init; }
}
