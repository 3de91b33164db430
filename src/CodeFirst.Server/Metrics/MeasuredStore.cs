using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Schedule.V1;
using CodeFirst.Storage.Cluster;
using CodeFirst.Storage.History;
using CodeFirst.Storage.Migrations;
using CodeFirst.Storage.Namespaces;
using CodeFirst.Storage.Runs;
using CodeFirst.Storage.Schedules;
using CodeFirst.Storage.Tasks;
using CodeFirst.Storage.Visibility;
using CodeFirst.Storage;
using System.Collections.Immutable;

namespace CodeFirst.Server.Metrics;

/// <summary>A store whose calls are measured: how often, how long, how many failed.</summary>
internal sealed class MeasuredStore(IStore inner, ServerMetrics metrics) : IStore
{
    public StoreCounters Counters => inner.Counters;

    public Task<IReadOnlyList<Migration>> MigrateAsync(CancellationToken cancellationToken) => inner.MigrateAsync(cancellationToken);

    public Task<ImmutableArray<CommitResult>> CommitAsync(IReadOnlyList<RunCommit> batch, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(CommitAsync), inner.CommitAsync(batch, cancellationToken));

    public Task<StoredRun?> LoadRunAsync(RunKey key, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(LoadRunAsync), inner.LoadRunAsync(key, cancellationToken));

    public Task<string?> FindCurrentRunAsync(string namespaceId, string workflowId, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(FindCurrentRunAsync), inner.FindCurrentRunAsync(namespaceId, workflowId, cancellationToken));

    public Task<StoredRun?> LoadCurrentRunAsync(string namespaceId, string workflowId, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(LoadCurrentRunAsync), inner.LoadCurrentRunAsync(namespaceId, workflowId, cancellationToken));

    public Task<WorkflowVersions> ReadVersionsAsync(string namespaceId, string workflowId, IReadOnlyList<string> runIds, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(ReadVersionsAsync), inner.ReadVersionsAsync(namespaceId, workflowId, runIds, cancellationToken));

    public Task DeleteRunAsync(RunKey key, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(DeleteRunAsync), inner.DeleteRunAsync(key, cancellationToken));

    public Task<IReadOnlyList<RunKey>> ReadExpiredRunsAsync(string namespaceId, DateTimeOffset closedBefore, int limit, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(ReadExpiredRunsAsync), inner.ReadExpiredRunsAsync(namespaceId, closedBefore, limit, cancellationToken));

    public Task<IReadOnlyList<HistoryBatch>> ReadHistoryAsync(RunKey key, long firstEventId, long endEventId, int maxBytes, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(ReadHistoryAsync), inner.ReadHistoryAsync(key, firstEventId, endEventId, maxBytes, cancellationToken));

    public Task<IReadOnlyList<StoredTask>> ReadReadyTasksAsync(string namespaceId, TaskKind kind, string taskQueue, TaskCursor after, int limit, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(ReadReadyTasksAsync), inner.ReadReadyTasksAsync(namespaceId, kind, taskQueue, after, limit, cancellationToken));

    public Task<(long Count, DateTimeOffset? Oldest)> CountReadyTasksAsync(string namespaceId, TaskKind kind, string taskQueue, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(CountReadyTasksAsync), inner.CountReadyTasksAsync(namespaceId, kind, taskQueue, cancellationToken));

    public Task<IReadOnlyList<DueRun>> ReadDueRunsAsync(DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(ReadDueRunsAsync), inner.ReadDueRunsAsync(until, limit, cancellationToken));

    public Task<IReadOnlyList<VisibilityRecord>> ListRunsAsync(string namespaceId, VisibilityFilter? filter, VisibilityCursor? after, int limit, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(ListRunsAsync), inner.ListRunsAsync(namespaceId, filter, after, limit, cancellationToken));

    public Task<IReadOnlyDictionary<WorkflowExecutionStatus, long>> CountRunsAsync(string namespaceId, VisibilityFilter? filter, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(CountRunsAsync), inner.CountRunsAsync(namespaceId, filter, cancellationToken));

    public Task<bool> CreateNamespaceAsync(NamespaceRecord record, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(CreateNamespaceAsync), inner.CreateNamespaceAsync(record, cancellationToken));

    public Task<bool> UpdateNamespaceAsync(NamespaceRecord record, long expectedVersion, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(UpdateNamespaceAsync), inner.UpdateNamespaceAsync(record, expectedVersion, cancellationToken));

    public Task<bool> DeleteNamespaceAsync(string namespaceId, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(DeleteNamespaceAsync), inner.DeleteNamespaceAsync(namespaceId, cancellationToken));

    public Task<IReadOnlyList<NamespaceRecord>> ListNamespacesAsync(CancellationToken cancellationToken) =>
        MeasureAsync(nameof(ListNamespacesAsync), inner.ListNamespacesAsync(cancellationToken));

    public Task<bool> CreateScheduleAsync(ScheduleRecord record, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(CreateScheduleAsync), inner.CreateScheduleAsync(record, cancellationToken));

    public Task<bool> UpdateScheduleAsync(ScheduleRecord record, long expectedVersion, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(UpdateScheduleAsync), inner.UpdateScheduleAsync(record, expectedVersion, cancellationToken));

    public Task<bool> DeleteScheduleAsync(ScheduleKey key, long expectedVersion, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(DeleteScheduleAsync), inner.DeleteScheduleAsync(key, expectedVersion, cancellationToken));

    public Task<StoredSchedule?> LoadScheduleAsync(ScheduleKey key, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(LoadScheduleAsync), inner.LoadScheduleAsync(key, cancellationToken));

    public Task<IReadOnlyList<DueSchedule>> ReadDueSchedulesAsync(DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(ReadDueSchedulesAsync), inner.ReadDueSchedulesAsync(until, limit, cancellationToken));

    public Task<IReadOnlyList<ScheduleListEntry>> ListSchedulesAsync(
        string namespaceId, VisibilityFilter? filter, string after, int limit, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(ListSchedulesAsync), inner.ListSchedulesAsync(namespaceId, filter, after, limit, cancellationToken));

    public Task<long> CountSchedulesAsync(string namespaceId, VisibilityFilter? filter, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(CountSchedulesAsync), inner.CountSchedulesAsync(namespaceId, filter, cancellationToken));

    public Task<ClusterView> HeartbeatNodeAsync(string nodeId, TimeSpan lifetime, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(HeartbeatNodeAsync), inner.HeartbeatNodeAsync(nodeId, lifetime, cancellationToken));

    public Task LeaveAsync(string nodeId, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(LeaveAsync), inner.LeaveAsync(nodeId, cancellationToken));

    public Task AskQueryAsync(RelayedQuery query, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(AskQueryAsync), inner.AskQueryAsync(query, cancellationToken));

    public Task<IReadOnlyList<RelayedQuery>> TakeQueriesAsync(
        string nodeId, IReadOnlyList<(string NamespaceId, string TaskQueue)> polled, TimeSpan stickyPatience, int limit, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(TakeQueriesAsync), inner.TakeQueriesAsync(nodeId, polled, stickyPatience, limit, cancellationToken));

    public Task GiveBackQueryAsync(string nodeId, string queryId, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(GiveBackQueryAsync), inner.GiveBackQueryAsync(nodeId, queryId, cancellationToken));

    public Task AnswerQueryAsync(string queryId, ReadOnlyMemory<byte> answer, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(AnswerQueryAsync), inner.AnswerQueryAsync(queryId, answer, cancellationToken));

    public Task<IReadOnlyList<(string QueryId, ReadOnlyMemory<byte> Answer)>> TakeAnswersAsync(IReadOnlyList<string> queryIds, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(TakeAnswersAsync), inner.TakeAnswersAsync(queryIds, cancellationToken));

    public Task WithdrawQueryAsync(string queryId, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(WithdrawQueryAsync), inner.WithdrawQueryAsync(queryId, cancellationToken));

    public Task NotifyAsync(IReadOnlyList<StoreHint> hints, CancellationToken cancellationToken) =>
        MeasureAsync(nameof(NotifyAsync), inner.NotifyAsync(hints, cancellationToken));

    public Task ListenAsync(string nodeId, Action<StoreHint> onHint, CancellationToken cancellationToken) => inner.ListenAsync(nodeId, onHint, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task MeasureAsync(string method, Task call)
    {
        var began = TimeProvider.System.GetTimestamp();
        await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        metrics.CountPersistence(Operation(method), TimeProvider.System.GetElapsedTime(began), !call.IsCompletedSuccessfully);
        await call;
    }

    private async Task<T> MeasureAsync<T>(string method, Task<T> call)
    {
        await MeasureAsync(method, (Task)call);
        return await call;
    }

    private static string Operation(string method) => method[..^"Async".Length];
}
