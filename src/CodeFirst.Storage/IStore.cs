using System.Collections.Immutable;
using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.History;
using CodeFirst.Storage.Namespaces;
using CodeFirst.Storage.Runs;
using CodeFirst.Storage.Tasks;
using CodeFirst.Storage.Visibility;

namespace CodeFirst.Storage;

/// <summary>
/// The durable truth. Optimistic versions make it correct: any process may decide any run at any time, and only one decision on a version commits.
/// Every method is a unit of its own: it either happened or it did not, also when it throws after a lost connection.
/// A failure to reach the store throws <see cref="StoreUnavailableException"/>; a conflict is a result. Times come back exactly as they were written.
/// </summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>Counts since the store was opened.</summary>
    StoreCounters Counters { get; }

    /// <summary>Brings the schema up to date. Safe to call from several processes and again; call it before anything else.</summary>
    Task MigrateAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Commits a batch of transitions of different runs in one database transaction and returns a result for each, in order. A conflict in one does not
    /// fail its neighbours. When the task completes, what is reported committed survives any crash. When it throws, the outcome is unknown: whoever
    /// decides again must load first. Concurrent calls may share a transaction. The caller never puts the same run twice into one batch, nor two changes of one workflow id's current run.
    /// </summary>
    Task<ImmutableArray<CommitResult>> CommitAsync(IReadOnlyList<RunCommit> batch, CancellationToken cancellationToken);

    /// <summary>Loads a run; null when it does not exist.</summary>
    Task<StoredRun?> LoadRunAsync(RunKey key, CancellationToken cancellationToken);

    /// <summary>The id of the current run of a workflow id: the running one, or the last one that ran. Null when there never was one.</summary>
    Task<string?> FindCurrentRunAsync(string namespaceId, string workflowId, CancellationToken cancellationToken);

    /// <summary>
    /// Reads a run's batches in order, from the one that holds <paramref name="firstEventId"/> up to, not including, <paramref name="endEventId"/>,
    /// stopping after the batch that passes <paramref name="maxBytes"/>. Batches are returned whole: the first may begin before the asked id, and the last may go beyond the end. Empty when there is nothing in the range.
    /// </summary>
    Task<IReadOnlyList<HistoryBatch>> ReadHistoryAsync(RunKey key, long firstEventId, long endEventId, int maxBytes, CancellationToken cancellationToken);

    /// <summary>Reads ready tasks of a queue in the order of <see cref="TaskCursor"/>, after <paramref name="after"/>.</summary>
    Task<IReadOnlyList<StoredTask>> ReadReadyTasksAsync(string namespaceId, TaskKind kind, string taskQueue, TaskCursor after, int limit, CancellationToken cancellationToken);

    /// <summary>How many ready tasks a queue has in the store, and since when the oldest waits.</summary>
    Task<(long Count, DateTimeOffset? Oldest)> CountReadyTasksAsync(string namespaceId, TaskKind kind, string taskQueue, CancellationToken cancellationToken);

    /// <summary>Reads runs whose deadline is at or before <paramref name="until"/>, nearest first.</summary>
    Task<IReadOnlyList<DueRun>> ReadDueRunsAsync(DateTimeOffset until, int limit, CancellationToken cancellationToken);

    /// <summary>Lists runs of a namespace that match, in the order of <see cref="VisibilityCursor"/>, after <paramref name="after"/>.</summary>
    Task<IReadOnlyList<VisibilityRecord>> ListRunsAsync(string namespaceId, VisibilityFilter? filter, VisibilityCursor? after, int limit, CancellationToken cancellationToken);

    /// <summary>Counts runs of a namespace that match, by status.</summary>
    Task<IReadOnlyDictionary<WorkflowExecutionStatus, long>> CountRunsAsync(string namespaceId, VisibilityFilter? filter, CancellationToken cancellationToken);

    /// <summary>Creates a namespace; false when the name or the id is taken, and then nothing changed.</summary>
    Task<bool> CreateNamespaceAsync(NamespaceRecord record, CancellationToken cancellationToken);

    /// <summary>All namespaces, ordered by name.</summary>
    Task<IReadOnlyList<NamespaceRecord>> ListNamespacesAsync(CancellationToken cancellationToken);
}
