using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Runs;

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

    /// <summary>The first run of its chain.</summary>
    public required string FirstRunId { get; init; }

    /// <summary>Bytes of a temporal.api.common.v1.Memo, or empty.</summary>
    public ReadOnlyMemory<byte> Memo { get; init; }

    /// <summary>Bytes of a temporal.api.common.v1.SearchAttributes, or empty.</summary>
    public ReadOnlyMemory<byte> SearchAttributes { get; init; }
}
