using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Sdk;

/// <summary>How a workflow is started. What is null comes from the workflow's attribute, then from the server.</summary>
public sealed record WorkflowOptions
{
    /// <summary>The business key; at most one run of an id is open at a time. Default: a new UUID.</summary>
    public string? Id { get; init; }

    /// <summary>Default: the attribute's.</summary>
    public string? TaskQueue { get; init; }

    /// <summary>How long the chain of runs may take. Default: without limit.</summary>
    public TimeSpan? ExecutionTimeout { get; init; }

    /// <summary>How long one run may take. Default: as long as the chain.</summary>
    public TimeSpan? RunTimeout { get; init; }

    /// <summary>How long one workflow task may take. Default: 10 s.</summary>
    public TimeSpan? TaskTimeout { get; init; }

    /// <summary>Default: a failed run is not followed by another.</summary>
    public RetryPolicy? RetryPolicy { get; init; }

    /// <summary>What to do when the id was used by a closed run. Default: start anyway.</summary>
    public WorkflowIdReusePolicy IdReusePolicy { get; init; } = WorkflowIdReusePolicy.AllowDuplicate;

    /// <summary>What to do when a run of the id is open. Default: fail with <see cref="WorkflowAlreadyStartedException"/>.</summary>
    public WorkflowIdConflictPolicy IdConflictPolicy { get; init; } = WorkflowIdConflictPolicy.Fail;

    /// <summary>Makes a retried start the same start. Default: a new one for each call.</summary>
    public string? RequestId { get; init; }

    /// <summary>Values shown with the run, not indexed. Default: none.</summary>
    public IReadOnlyDictionary<string, object> Memo { get; init; } = new Dictionary<string, object>(StringComparer.Ordinal);

    /// <summary>A line for people, shown with the run. At most 400 bytes.</summary>
    public string? Summary { get; init; }
}
