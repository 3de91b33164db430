using System.Collections.Immutable;
using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Cluster;
using CodeFirst.Storage.History;
using CodeFirst.Storage.Migrations;
using CodeFirst.Storage.Namespaces;
using CodeFirst.Storage.Runs;
using CodeFirst.Storage.Schedules;
using CodeFirst.Storage.Tasks;
using CodeFirst.Storage.Visibility;

namespace CodeFirst.Storage;

/// <summary>
/// The durable truth. Optimistic versions make it correct: any process may decide any run at any time, and only one decision on a version commits.
/// Every method is a unit of its own: it either happened or it did not, also when it throws after a lost connection.
/// A failure to reach the store throws <see cref="StoreUnavailableException"/>; a conflict is a result. Times come back exactly as they were written.
/// Namespace ids and run ids are UUIDs in lower case; another text names nothing that exists.
/// </summary>
public interface IStore : IScheduleStore, IAsyncDisposable
{
    /// <summary>Counts since the store was opened.</summary>
    StoreCounters Counters { get; }

    /// <summary>Brings the schema up to date, and answers what was applied. Safe to call from several processes and again; call it before anything else.</summary>
    Task<IReadOnlyList<Migration>> MigrateAsync(CancellationToken cancellationToken);

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

    /// <summary>Loads the current run of a workflow id, as if <see cref="FindCurrentRunAsync"/> and <see cref="LoadRunAsync"/> were one.</summary>
    Task<StoredRun?> LoadCurrentRunAsync(string namespaceId, string workflowId, CancellationToken cancellationToken);

    /// <summary>Reads at one moment which run of a workflow id is current and the versions of some of its runs, without their states.</summary>
    Task<WorkflowVersions> ReadVersionsAsync(string namespaceId, string workflowId, IReadOnlyList<string> runIds, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes everything of a run, and the workflow id's current run where it is this one. Deleting a run that does not exist does nothing. A decision
    /// that was made on the run before conflicts.
    /// </summary>
    Task DeleteRunAsync(RunKey key, CancellationToken cancellationToken);

    /// <summary>Reads closed runs of a namespace whose visibility row says that they closed before a time, oldest first.</summary>
    Task<IReadOnlyList<RunKey>> ReadExpiredRunsAsync(string namespaceId, DateTimeOffset closedBefore, int limit, CancellationToken cancellationToken);

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

    /// <summary>
    /// Replaces everything but id and time of creation of the namespace with the record's id, and counts its version up; false, and nothing changed, when
    /// there is none, it has another version, or another namespace has the name.
    /// </summary>
    Task<bool> UpdateNamespaceAsync(NamespaceRecord record, long expectedVersion, CancellationToken cancellationToken);

    /// <summary>Deletes a namespace; false, and nothing changed, while it has a schedule, a run is listed in it, or when there is none.</summary>
    Task<bool> DeleteNamespaceAsync(string namespaceId, CancellationToken cancellationToken);

    /// <summary>All namespaces, ordered by name.</summary>
    Task<IReadOnlyList<NamespaceRecord>> ListNamespacesAsync(CancellationToken cancellationToken);

    /// <summary>Says that a node lives, for a lifetime from now by the database's clock, and answers where it stands among those that do.</summary>
    Task<ClusterView> HeartbeatNodeAsync(string nodeId, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Says that a node ends. One that never lived is no error.</summary>
    Task LeaveAsync(string nodeId, CancellationToken cancellationToken);

    /// <summary>Leaves a query for any node to take. Whoever leaves it has to take the answer or withdraw it; one that is forgotten goes away after its patience.</summary>
    Task AskQueryAsync(RelayedQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Takes queries that wait, oldest first, for a node that workers poll at these task queues. A sticky worker's node comes first: the others get the query
    /// when it waited for <paramref name="stickyPatience"/>. What a node took that does not live any more is taken again.
    /// </summary>
    Task<IReadOnlyList<RelayedQuery>> TakeQueriesAsync(
        string nodeId, IReadOnlyList<(string NamespaceId, string TaskQueue)> polled, TimeSpan stickyPatience, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Gives back a query that a node took and that no worker has seen: it waits as if it were asked now. One that is not there, or that another node has, is left alone.
    /// </summary>
    Task GiveBackQueryAsync(string nodeId, string queryId, CancellationToken cancellationToken);

    /// <summary>Leaves the answer to a query, or to another question of a process, which need not have been left here itself. One that nobody takes goes away after a while, and nobody waits for one whose id is no UUID.</summary>
    Task AnswerQueryAsync(string queryId, ReadOnlyMemory<byte> answer, CancellationToken cancellationToken);

    /// <summary>Takes away the answers to those of these queries that have one. Each is given once.</summary>
    Task<IReadOnlyList<(string QueryId, ReadOnlyMemory<byte> Answer)>> TakeAnswersAsync(IReadOnlyList<string> queryIds, CancellationToken cancellationToken);

    /// <summary>Takes a query away, with the answer it may have. One that is not there is no error.</summary>
    Task WithdrawQueryAsync(string queryId, CancellationToken cancellationToken);

    /// <summary>Tells the other processes on this database. Not part of any commit: call it after the one that it speaks of.</summary>
    Task NotifyAsync(IReadOnlyList<StoreHint> hints, CancellationToken cancellationToken);

    /// <summary>
    /// Hands over what other processes tell, until it is cancelled; it connects again by itself. What is told while it is not connected is lost.
    /// <paramref name="onHint"/> is called for one hint at a time and has to be quick.
    /// </summary>
    /// <param name="nodeId">
    /// Who listens. From now on others may take the node for dead as soon as what it listens by is gone, sooner than its last heartbeat's lifetime ends.
    /// </param>
    /// <param name="onHint">Hears every hint but those of this store object.</param>
    /// <param name="cancellationToken">Ends the task as cancelled.</param>
    Task ListenAsync(string nodeId, Action<StoreHint> onHint, CancellationToken cancellationToken);
}
