using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Storage.Cluster;

/// <summary>A query that no worker polls for at the node it came to, on its way to a node where one does.</summary>
public sealed record RelayedQuery
{
    /// <summary>A UUID, new for each query.</summary>
    public required string Id { get; init; }

    /// <summary>The namespace of the workflow.</summary>
    public required string NamespaceId { get; init; }

    /// <summary>The task queue whose workers can answer.</summary>
    public required string TaskQueue { get; init; }

    /// <summary>The task queue of the worker that has the run cached, which is asked first. Empty for none.</summary>
    public required string StickyTaskQueue { get; init; }

    /// <summary>What was asked.</summary>
    public required QueryWorkflowRequest Request { get; init; }

    /// <summary>For how long from now somebody waits for the answer.</summary>
    public required TimeSpan Patience { get; init; }
}
