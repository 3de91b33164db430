using System.Collections.Immutable;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.Protocol.V1;

namespace CodeFirst.Engine.WorkflowTasks;

/// <summary>The reply to <see cref="StartWorkflowTask"/>: what the poll response needs beside history.</summary>
public sealed record WorkflowTaskStarted : CommandReply
{
    /// <summary>Proves the attempt when the worker answers.</summary>
    public required TaskToken Token { get; init; }

    /// <summary>The id of the started event, the last of the history to send.</summary>
    public required long StartedEventId { get; init; }

    /// <summary>The started event of the last completed task, or zero.</summary>
    public required long PreviousStartedEventId { get; init; }

    /// <summary>One for a task that did not fail before.</summary>
    public required int Attempt { get; init; }

    /// <summary>When the task was scheduled.</summary>
    public required DateTimeOffset ScheduledTime { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset StartedTime { get; init; }

    /// <summary>The first event id to send: one, or the first the sticky worker has not seen.</summary>
    public required long FirstEventId { get; init; }

    /// <summary>
    /// Events at the end of the history to send that the store does not have yet: the unwritten started event, or the
    /// scheduled and started events of a transient attempt.
    /// </summary>
    public required ImmutableArray<HistoryEvent> UnstoredEvents { get; init; }

    /// <summary>The updates that wait to be accepted or rejected.</summary>
    public required ImmutableArray<Message> Messages { get; init; }
}
