using CodeFirst.Engine.Tasks;

namespace CodeFirst.Storage.Cluster;

/// <summary>What one process tells the others about a commit. It may get lost: whoever listens polls as well, only less often.</summary>
public abstract record StoreHint
{
    private StoreHint()
    {
    }

    /// <summary>A run of this workflow id changed.</summary>
    public sealed record RunChanged(string NamespaceId, string WorkflowId) : StoreHint;

    /// <summary>A task queue got a ready task.</summary>
    public sealed record TaskReady(string NamespaceId, TaskKind Kind, string TaskQueue) : StoreHint;

    /// <summary>A query waits for a node that a worker of one of these task queues polls; the sticky one may be empty.</summary>
    public sealed record QueryAsked(string NamespaceId, string TaskQueue, string StickyTaskQueue) : StoreHint;

    /// <summary>A query, or another question to other processes, has an answer.</summary>
    public sealed record QueryAnswered(string QueryId) : StoreHint;

    /// <summary>Somebody wants to know who polls a task queue. Each process leaves its answer in the store, under an id that it makes of the question's and its place.</summary>
    public sealed record PollersAsked(string AskId, string NamespaceId, TaskKind Kind, string TaskQueue) : StoreHint;
}
