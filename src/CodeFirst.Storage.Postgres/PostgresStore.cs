using System.Collections.Immutable;
using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Schedule.V1;
using CodeFirst.Storage.Cluster;
using CodeFirst.Storage.History;
using CodeFirst.Storage.Migrations;
using CodeFirst.Storage.Namespaces;
using CodeFirst.Storage.Postgres.Cluster;
using CodeFirst.Storage.Postgres.Connections;
using CodeFirst.Storage.Postgres.History;
using CodeFirst.Storage.Postgres.Migrations;
using CodeFirst.Storage.Postgres.Namespaces;
using CodeFirst.Storage.Postgres.Runs;
using CodeFirst.Storage.Postgres.Schedules;
using CodeFirst.Storage.Postgres.Tasks;
using CodeFirst.Storage.Postgres.Visibility;
using CodeFirst.Storage.Runs;
using CodeFirst.Storage.Schedules;
using CodeFirst.Storage.Tasks;
using CodeFirst.Storage.Visibility;
using Npgsql;

namespace CodeFirst.Storage.Postgres;

/// <summary>
/// The store for production, shared by any number of processes. Every method is one statement, which is one transaction and one round trip. Connections are
/// pooled and made when they are needed, so the store is opened without a database and outlives its restarts.
/// </summary>
public sealed class PostgresStore : IStore
{
    private readonly PostgresDatabase _database;
    private readonly HintChannel _hints;

    private PostgresStore(NpgsqlConnectionStringBuilder settings)
    {
        _database = new PostgresDatabase(settings);
        _hints = new HintChannel(_database);
    }

    /// <inheritdoc/>
    public StoreCounters Counters => _database.Counters;

    /// <summary>Opens a store. It connects at its first use.</summary>
    /// <param name="connectionString">Pairs as Npgsql reads them, or a postgresql:// URI. The schema is the first of Search Path that exists.</param>
    /// <exception cref="ArgumentException">The connection string cannot be read; the message does not repeat it, because it may hold a password.</exception>
    public static PostgresStore Open(string connectionString) => new(PostgresAddress.Parse(connectionString));

    /// <summary>Host, port and database of a connection string, without user and password.</summary>
    /// <exception cref="ArgumentException">The connection string cannot be read; the message does not repeat it, because it may hold a password.</exception>
    public static string Describe(string connectionString) => PostgresAddress.Describe(PostgresAddress.Parse(connectionString));

    /// <inheritdoc/>
    public Task<IReadOnlyList<Migration>> MigrateAsync(CancellationToken cancellationToken) => PostgresMigrator.ApplyAsync(_database, cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<CommitResult>> CommitAsync(IReadOnlyList<RunCommit> batch, CancellationToken cancellationToken) =>
        RunWriter.WriteAsync(_database, batch, cancellationToken);

    /// <inheritdoc/>
    public Task<StoredRun?> LoadRunAsync(RunKey key, CancellationToken cancellationToken) => RunReader.LoadAsync(_database, key, cancellationToken);

    /// <inheritdoc/>
    public Task<string?> FindCurrentRunAsync(string namespaceId, string workflowId, CancellationToken cancellationToken) =>
        RunReader.FindCurrentAsync(_database, namespaceId, workflowId, cancellationToken);

    /// <inheritdoc/>
    public Task<StoredRun?> LoadCurrentRunAsync(string namespaceId, string workflowId, CancellationToken cancellationToken) =>
        RunReader.LoadCurrentAsync(_database, namespaceId, workflowId, cancellationToken);

    /// <inheritdoc/>
    public Task<WorkflowVersions> ReadVersionsAsync(
        string namespaceId, string workflowId, IReadOnlyList<string> runIds, CancellationToken cancellationToken) =>
        RunReader.ReadVersionsAsync(_database, namespaceId, workflowId, runIds, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteRunAsync(RunKey key, CancellationToken cancellationToken) => RunRemover.RemoveAsync(_database, key, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RunKey>> ReadExpiredRunsAsync(
        string namespaceId, DateTimeOffset closedBefore, int limit, CancellationToken cancellationToken) =>
        await VisibilityRows.ReadExpiredAsync(_database, namespaceId, closedBefore, limit, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HistoryBatch>> ReadHistoryAsync(
        RunKey key, long firstEventId, long endEventId, int maxBytes, CancellationToken cancellationToken) =>
        await HistoryRows.ReadAsync(_database, key, firstEventId, endEventId, maxBytes, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredTask>> ReadReadyTasksAsync(
        string namespaceId, TaskKind kind, string taskQueue, TaskCursor after, int limit, CancellationToken cancellationToken) =>
        await ReadyTaskRows.ReadAsync(_database, namespaceId, kind, taskQueue, after, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<(long Count, DateTimeOffset? Oldest)> CountReadyTasksAsync(
        string namespaceId, TaskKind kind, string taskQueue, CancellationToken cancellationToken) =>
        ReadyTaskRows.CountAsync(_database, namespaceId, kind, taskQueue, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DueRun>> ReadDueRunsAsync(DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        await RunReader.ReadDueAsync(_database, until, limit, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<VisibilityRecord>> ListRunsAsync(
        string namespaceId, VisibilityFilter? filter, VisibilityCursor? after, int limit, CancellationToken cancellationToken) =>
        await VisibilityRows.ListAsync(_database, namespaceId, filter, after, limit, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<WorkflowExecutionStatus, long>> CountRunsAsync(
        string namespaceId, VisibilityFilter? filter, CancellationToken cancellationToken) =>
        await VisibilityRows.CountAsync(_database, namespaceId, filter, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> CreateNamespaceAsync(NamespaceRecord record, CancellationToken cancellationToken) =>
        NamespaceRows.CreateAsync(_database, record, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> UpdateNamespaceAsync(NamespaceRecord record, long expectedVersion, CancellationToken cancellationToken) =>
        NamespaceRows.UpdateAsync(_database, record, expectedVersion, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteNamespaceAsync(string namespaceId, CancellationToken cancellationToken) =>
        NamespaceRows.DeleteAsync(_database, namespaceId, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<NamespaceRecord>> ListNamespacesAsync(CancellationToken cancellationToken) =>
        await NamespaceRows.ListAsync(_database, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> CreateScheduleAsync(ScheduleRecord record, CancellationToken cancellationToken) =>
        ScheduleRows.CreateAsync(_database, record, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> UpdateScheduleAsync(ScheduleRecord record, long expectedVersion, CancellationToken cancellationToken) =>
        ScheduleRows.UpdateAsync(_database, record, expectedVersion, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteScheduleAsync(ScheduleKey key, long expectedVersion, CancellationToken cancellationToken) =>
        ScheduleRows.DeleteAsync(_database, key, expectedVersion, cancellationToken);

    /// <inheritdoc/>
    public Task<StoredSchedule?> LoadScheduleAsync(ScheduleKey key, CancellationToken cancellationToken) =>
        ScheduleRows.LoadAsync(_database, key, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DueSchedule>> ReadDueSchedulesAsync(DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        await ScheduleRows.ReadDueAsync(_database, until, limit, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ScheduleListEntry>> ListSchedulesAsync(
        string namespaceId, VisibilityFilter? filter, string after, int limit, CancellationToken cancellationToken) =>
        await ScheduleRows.ListAsync(_database, namespaceId, filter, after, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<long> CountSchedulesAsync(string namespaceId, VisibilityFilter? filter, CancellationToken cancellationToken) =>
        ScheduleRows.CountAsync(_database, namespaceId, filter, cancellationToken);

    /// <inheritdoc/>
    public Task<ClusterView> HeartbeatNodeAsync(string nodeId, TimeSpan lifetime, CancellationToken cancellationToken) =>
        NodeRows.HeartbeatAsync(_database, nodeId, lifetime, cancellationToken);

    /// <inheritdoc/>
    public Task LeaveAsync(string nodeId, CancellationToken cancellationToken) => NodeRows.LeaveAsync(_database, nodeId, cancellationToken);

    /// <inheritdoc/>
    public Task AskQueryAsync(RelayedQuery query, CancellationToken cancellationToken) => RelayedQueryRows.AskAsync(_database, query, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RelayedQuery>> TakeQueriesAsync(
        string nodeId, IReadOnlyList<(string NamespaceId, string TaskQueue)> polled, TimeSpan stickyPatience, int limit, CancellationToken cancellationToken) =>
        await RelayedQueryRows.TakeAsync(_database, nodeId, polled, stickyPatience, limit, cancellationToken);

    /// <inheritdoc/>
    public Task GiveBackQueryAsync(string nodeId, string queryId, CancellationToken cancellationToken) =>
        RelayedQueryRows.GiveBackAsync(_database, nodeId, queryId, cancellationToken);

    /// <inheritdoc/>
    public Task AnswerQueryAsync(string queryId, ReadOnlyMemory<byte> answer, CancellationToken cancellationToken) =>
        RelayedQueryRows.AnswerAsync(_database, queryId, answer, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(string QueryId, ReadOnlyMemory<byte> Answer)>> TakeAnswersAsync(
        IReadOnlyList<string> queryIds, CancellationToken cancellationToken) =>
        await RelayedQueryRows.TakeAnswersAsync(_database, queryIds, cancellationToken);

    /// <inheritdoc/>
    public Task WithdrawQueryAsync(string queryId, CancellationToken cancellationToken) => RelayedQueryRows.WithdrawAsync(_database, queryId, cancellationToken);

    /// <inheritdoc/>
    public Task NotifyAsync(IReadOnlyList<StoreHint> hints, CancellationToken cancellationToken) => _hints.NotifyAsync(hints, cancellationToken);

    /// <inheritdoc/>
    public Task ListenAsync(string nodeId, Action<StoreHint> onHint, CancellationToken cancellationToken) => _hints.ListenAsync(nodeId, onHint, cancellationToken);

    /// <summary>Closes the connections that are idle; those in use close when they are given back.</summary>
    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
