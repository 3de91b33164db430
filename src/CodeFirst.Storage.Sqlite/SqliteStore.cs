using System.Collections.Immutable;
using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Schedule.V1;
using CodeFirst.Storage.Cluster;
using CodeFirst.Storage.History;
using CodeFirst.Storage.Migrations;
using CodeFirst.Storage.Namespaces;
using CodeFirst.Storage.Runs;
using CodeFirst.Storage.Schedules;
using CodeFirst.Storage.Sqlite.Connections;
using CodeFirst.Storage.Sqlite.History;
using CodeFirst.Storage.Sqlite.Migrations;
using CodeFirst.Storage.Sqlite.Namespaces;
using CodeFirst.Storage.Sqlite.Runs;
using CodeFirst.Storage.Sqlite.Schedules;
using CodeFirst.Storage.Sqlite.Tasks;
using CodeFirst.Storage.Sqlite.Visibility;
using CodeFirst.Storage.Tasks;
using CodeFirst.Storage.Visibility;

namespace CodeFirst.Storage.Sqlite;

/// <summary>
/// The embedded store: one file, or memory. SQLite has no asynchronous calls, so writes run on a thread of their own and reads on the caller's; a cancellation
/// is heard before an operation begins, not in its middle.
/// </summary>
public sealed class SqliteStore : IStore
{
    private readonly SqliteDatabase _database;
    private readonly WriteLoop _writes;

    private SqliteStore(SqliteDatabase database)
    {
        _database = database;
        _writes = new WriteLoop(database);
    }

    /// <inheritdoc/>
    public StoreCounters Counters => _writes.Counters;

    /// <summary>Opens a store in a file, which is made when it does not exist. One process at a time may have it open.</summary>
    /// <exception cref="StoreUnavailableException">The file is in use, is no SQLite database, or cannot be opened; the message says which.</exception>
    public static SqliteStore OpenFile(string path) => new(new FileDatabase(path));

    /// <summary>Opens an empty store in memory, which is gone when it is disposed.</summary>
    public static SqliteStore OpenMemory() => new(new MemoryDatabase());

    /// <inheritdoc/>
    public Task<IReadOnlyList<Migration>> MigrateAsync(CancellationToken cancellationToken) =>
        WriteAsync(session => SqliteMigrator.Apply(session, _database.Name), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<CommitResult>> CommitAsync(IReadOnlyList<RunCommit> batch, CancellationToken cancellationToken) =>
        WriteAsync(session => RunWriter.Write(session, batch), cancellationToken);

    /// <inheritdoc/>
    public Task<StoredRun?> LoadRunAsync(RunKey key, CancellationToken cancellationToken) =>
        ReadAsync(key, RunReader.Load, cancellationToken);

    /// <inheritdoc/>
    public Task<string?> FindCurrentRunAsync(string namespaceId, string workflowId, CancellationToken cancellationToken) =>
        ReadAsync(
            (namespaceId, workflowId),
            static (session, id) => RunReader.FindCurrent(session, Slots.Of(id.namespaceId, id.workflowId), id.namespaceId, id.workflowId),
            cancellationToken);

    /// <inheritdoc/>
    public Task<StoredRun?> LoadCurrentRunAsync(string namespaceId, string workflowId, CancellationToken cancellationToken) =>
        ReadAsync((namespaceId, workflowId), static (session, id) => RunReader.LoadCurrent(session, id.namespaceId, id.workflowId), cancellationToken);

    /// <inheritdoc/>
    public Task<WorkflowVersions> ReadVersionsAsync(
        string namespaceId, string workflowId, IReadOnlyList<string> runIds, CancellationToken cancellationToken) =>
        ReadAsync(
            (namespaceId, workflowId, runIds),
            static (session, id) => session.ReadAtOneMoment(id, static (session, id) => RunReader.ReadVersions(session, id.namespaceId, id.workflowId, id.runIds)),
            cancellationToken);

    /// <inheritdoc/>
    public Task DeleteRunAsync(RunKey key, CancellationToken cancellationToken) => WriteAsync(session => RunRemover.Remove(session, key), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunKey>> ReadExpiredRunsAsync(string namespaceId, DateTimeOffset closedBefore, int limit, CancellationToken cancellationToken) =>
        ReadAsync<(string NamespaceId, DateTimeOffset ClosedBefore, int Limit), IReadOnlyList<RunKey>>(
            (namespaceId, closedBefore, limit),
            static (session, page) => VisibilityRows.ReadExpired(session, page.NamespaceId, page.ClosedBefore, page.Limit),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<HistoryBatch>> ReadHistoryAsync(RunKey key, long firstEventId, long endEventId, int maxBytes, CancellationToken cancellationToken) =>
        ReadAsync<(RunKey Key, long First, long End, int MaxBytes), IReadOnlyList<HistoryBatch>>(
            (key, firstEventId, endEventId, maxBytes),
            static (session, range) => HistoryRows.Read(session, range.Key, range.First, range.End, range.MaxBytes),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredTask>> ReadReadyTasksAsync(
        string namespaceId, TaskKind kind, string taskQueue, TaskCursor after, int limit, CancellationToken cancellationToken) =>
        ReadAsync<(string NamespaceId, TaskKind Kind, string Queue, TaskCursor After, int Limit), IReadOnlyList<StoredTask>>(
            (namespaceId, kind, taskQueue, after, limit),
            static (session, page) => ReadyTaskRows.Read(session, page.NamespaceId, page.Kind, page.Queue, page.After, page.Limit),
            cancellationToken);

    /// <inheritdoc/>
    public Task<(long Count, DateTimeOffset? Oldest)> CountReadyTasksAsync(
        string namespaceId, TaskKind kind, string taskQueue, CancellationToken cancellationToken) =>
        ReadAsync(
            (namespaceId, kind, taskQueue),
            static (session, queue) => ReadyTaskRows.Count(session, queue.namespaceId, queue.kind, queue.taskQueue),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DueRun>> ReadDueRunsAsync(DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        ReadAsync<(DateTimeOffset Until, int Limit), IReadOnlyList<DueRun>>(
            (until, limit),
            static (session, page) => RunReader.ReadDue(session, page.Until, page.Limit),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<VisibilityRecord>> ListRunsAsync(
        string namespaceId, VisibilityFilter? filter, VisibilityCursor? after, int limit, CancellationToken cancellationToken) =>
        ReadAsync<(string NamespaceId, VisibilityQuery Query), IReadOnlyList<VisibilityRecord>>(
            (namespaceId, VisibilityQuery.List(namespaceId, filter, after, limit)),
            static (session, list) => VisibilityRows.List(session, list.NamespaceId, list.Query),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<WorkflowExecutionStatus, long>> CountRunsAsync(
        string namespaceId, VisibilityFilter? filter, CancellationToken cancellationToken) =>
        ReadAsync<VisibilityQuery, IReadOnlyDictionary<WorkflowExecutionStatus, long>>(
            VisibilityQuery.Count(namespaceId, filter), VisibilityRows.Count, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> CreateNamespaceAsync(NamespaceRecord record, CancellationToken cancellationToken) =>
        WriteAsync(session => NamespaceRows.Create(session, record), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> UpdateNamespaceAsync(NamespaceRecord record, long expectedVersion, CancellationToken cancellationToken) =>
        WriteAsync(session => NamespaceRows.Update(session, record, expectedVersion), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteNamespaceAsync(string namespaceId, CancellationToken cancellationToken) =>
        WriteAsync(session => NamespaceRows.Delete(session, namespaceId), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<NamespaceRecord>> ListNamespacesAsync(CancellationToken cancellationToken) =>
        ReadAsync<object?, IReadOnlyList<NamespaceRecord>>(null, static (session, _) => NamespaceRows.List(session), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> CreateScheduleAsync(ScheduleRecord record, CancellationToken cancellationToken) =>
        WriteAsync(session => ScheduleRows.Create(session, record), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> UpdateScheduleAsync(ScheduleRecord record, long expectedVersion, CancellationToken cancellationToken) =>
        WriteAsync(session => ScheduleRows.Update(session, record, expectedVersion), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteScheduleAsync(ScheduleKey key, long expectedVersion, CancellationToken cancellationToken) =>
        WriteAsync(session => ScheduleRows.Delete(session, key, expectedVersion), cancellationToken);

    /// <inheritdoc/>
    public Task<StoredSchedule?> LoadScheduleAsync(ScheduleKey key, CancellationToken cancellationToken) =>
        ReadAsync(key, ScheduleRows.Load, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DueSchedule>> ReadDueSchedulesAsync(DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        ReadAsync<(DateTimeOffset Until, int Limit), IReadOnlyList<DueSchedule>>(
            (until, limit),
            static (session, page) => ScheduleRows.ReadDue(session, page.Until, page.Limit),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScheduleListEntry>> ListSchedulesAsync(
        string namespaceId, VisibilityFilter? filter, string after, int limit, CancellationToken cancellationToken) =>
        ReadAsync<VisibilityQuery, IReadOnlyList<ScheduleListEntry>>(
            VisibilityQuery.ListSchedules(namespaceId, filter, after, limit), ScheduleRows.List, cancellationToken);

    /// <inheritdoc/>
    public Task<long> CountSchedulesAsync(string namespaceId, VisibilityFilter? filter, CancellationToken cancellationToken) =>
        ReadAsync(VisibilityQuery.CountSchedules(namespaceId, filter), ScheduleRows.Count, cancellationToken);

    /// <summary>One process has the store open, so it stands alone.</summary>
    public Task<ClusterView> HeartbeatNodeAsync(string nodeId, TimeSpan lifetime, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<ClusterView>(cancellationToken) : Task.FromResult(new ClusterView(Index: 0, Count: 1));

    /// <summary>There is nobody to leave.</summary>
    public Task LeaveAsync(string nodeId, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>There is nobody to ask.</summary>
    public Task AskQueryAsync(RelayedQuery query, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Nobody asks.</summary>
    public Task<IReadOnlyList<RelayedQuery>> TakeQueriesAsync(
        string nodeId, IReadOnlyList<(string NamespaceId, string TaskQueue)> polled, TimeSpan stickyPatience, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RelayedQuery>>([]);

    /// <summary>Nobody took anything.</summary>
    public Task GiveBackQueryAsync(string nodeId, string queryId, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Nobody asked.</summary>
    public Task AnswerQueryAsync(string queryId, ReadOnlyMemory<byte> answer, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Nobody answers.</summary>
    public Task<IReadOnlyList<(string QueryId, ReadOnlyMemory<byte> Answer)>> TakeAnswersAsync(IReadOnlyList<string> queryIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<(string QueryId, ReadOnlyMemory<byte> Answer)>>([]);

    /// <summary>Nobody was asked.</summary>
    public Task WithdrawQueryAsync(string queryId, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>There is nobody to tell.</summary>
    public Task NotifyAsync(IReadOnlyList<StoreHint> hints, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Nobody tells anything.</summary>
    public Task ListenAsync(string nodeId, Action<StoreHint> onHint, CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

    /// <summary>Finishes the writes that wait, then closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writes.DisposeAsync();
        _database.Dispose();
    }

    private Task<T> WriteAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<T>(cancellationToken) : _writes.WriteAsync(write);

    private Task<T> ReadAsync<TArguments, T>(TArguments arguments, Func<SqliteSession, TArguments, T> read, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        try
        {
            return Task.FromResult(_database.Read(arguments, read));
        }
        catch (Exception exception)
        {
            return Task.FromException<T>(exception);
        }
    }
}
