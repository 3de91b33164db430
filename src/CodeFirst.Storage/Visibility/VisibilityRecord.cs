using System.Collections.Immutable;
using CodeFirst.Engine;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Runs;
using Google.Protobuf;

namespace CodeFirst.Storage.Visibility;

/// <summary>What listing and counting know of a run.</summary>
public sealed record VisibilityRecord
{
    /// <summary>Which run.</summary>
    public required RunKey Key { get; init; }

    /// <summary>The workflow type's name.</summary>
    public required string WorkflowType { get; init; }

    /// <summary>The task queue it was started on.</summary>
    public required string TaskQueue { get; init; }

    /// <summary>The status.</summary>
    public required WorkflowExecutionStatus Status { get; init; }

    /// <summary>When the run was created.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>When its code first could run: the start time plus delay or backoff.</summary>
    public required DateTimeOffset ExecutionTime { get; init; }

    /// <summary>When it closed; null while it runs.</summary>
    public DateTimeOffset? CloseTime { get; init; }

    /// <summary>Events in its history, known at close.</summary>
    public long HistoryLength { get; init; }

    /// <summary>Bytes in its history, known at close.</summary>
    public long HistorySizeBytes { get; init; }

    /// <summary>Transitions it took, known at close.</summary>
    public long StateTransitionCount { get; init; }

    /// <summary>The parent; null without one.</summary>
    public (string WorkflowId, string RunId)? Parent { get; init; }

    /// <summary>The top of its family; null when it is the run itself.</summary>
    public (string WorkflowId, string RunId)? Root { get; init; }

    /// <summary>The first run of its chain.</summary>
    public required string FirstRunId { get; init; }

    /// <summary>Bytes of a temporal.api.common.v1.Memo, or empty.</summary>
    public ReadOnlyMemory<byte> Memo { get; init; }

    /// <summary>Bytes of a temporal.api.common.v1.SearchAttributes, or empty.</summary>
    public ReadOnlyMemory<byte> SearchAttributes { get; init; }

    /// <summary>The search attributes as filters compare them. For writing: a listing leaves them out.</summary>
    public ImmutableArray<IndexedAttribute> Attributes { get; init; } = [];

    /// <summary>What listing and counting may know of a run in this state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="version">The version with which it is stored: how many transitions led to it.</param>
    public static VisibilityRecord From(RunState state, long version) => new()
    {
        Key = new RunKey(state.NamespaceId, state.WorkflowId, state.RunId),
        WorkflowType = state.WorkflowType,
        TaskQueue = state.TaskQueue,
        Status = state.Status,
        StartTime = state.StartTime.ToDateTimeOffset(),
        ExecutionTime = (state.ExecutionTime ?? state.StartTime).ToDateTimeOffset(),
        CloseTime = state.CloseTime?.ToDateTimeOffset(),
        HistoryLength = state.IsRunning ? 0 : state.NextEventId - 1,
        HistorySizeBytes = state.IsRunning ? 0 : state.HistorySizeBytes,
        StateTransitionCount = state.IsRunning ? 0 : version,
        FirstRunId = state.FirstRunId,
        Parent = state.Parent is { } parent ? (parent.WorkflowId, parent.RunId) : null,
        Root = state.Parent?.Root is { } root ? (root.WorkflowId, root.RunId) : null,
        Memo = state.Memo?.ToByteArray(),
        SearchAttributes = state.SearchAttributes?.ToByteArray(),
        Attributes = IndexedAttribute.From(state.SearchAttributes),
    };
}
