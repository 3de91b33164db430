using CodeFirst.Protocol.Common.V1;

namespace CodeFirst.Sdk;

/// <summary>What a run knows about itself. Durations that are null are without limit.</summary>
public sealed record WorkflowInfo
{
    /// <summary>The namespace it lives in.</summary>
    public required string Namespace { get; init; }

    /// <summary>The workflow type.</summary>
    public required string WorkflowType { get; init; }

    /// <summary>The business key.</summary>
    public required string WorkflowId { get; init; }

    /// <summary>This run.</summary>
    public required string RunId { get; init; }

    /// <summary>The first run of the chain this one belongs to by retries and continue-as-new.</summary>
    public required string FirstRunId { get; init; }

    /// <summary>The run that continued as this one; null for the first.</summary>
    public string? ContinuedRunId { get; init; }

    /// <summary>Where its tasks are queued.</summary>
    public required string TaskQueue { get; init; }

    /// <summary>From one; counts retries of the workflow, not of its tasks.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it was started, in UTC.</summary>
    public required DateTime StartTime { get; init; }

    /// <summary>How long the chain of runs may take.</summary>
    public TimeSpan? ExecutionTimeout { get; init; }

    /// <summary>How long this run may take.</summary>
    public TimeSpan? RunTimeout { get; init; }

    /// <summary>How long one of its workflow tasks may take.</summary>
    public TimeSpan? TaskTimeout { get; init; }

    /// <summary>Values shown with the run, as they are stored.</summary>
    public IReadOnlyDictionary<string, Payload> Memo { get; init; } = new Dictionary<string, Payload>(StringComparer.Ordinal);

    /// <summary>How many events its history had when the current workflow task began.</summary>
    public int HistoryLength { get; init; }

    /// <summary>How many bytes its history had then.</summary>
    public long HistorySize { get; init; }

    /// <summary>Whether the history has grown so long that the run should continue as a new one.</summary>
    public bool ContinueAsNewSuggested { get; init; }
}
