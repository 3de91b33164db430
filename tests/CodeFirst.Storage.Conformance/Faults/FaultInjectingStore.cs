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
using CodeFirst.Storage.Tasks;
using CodeFirst.Storage.Visibility;

namespace CodeFirst.Storage.Conformance.Faults;

/// <summary>A store whose calls fail as <paramref name="plan"/> says. The plan gets the method's name; a plan that takes its time makes the call slow.</summary>
public sealed class FaultInjectingStore(IStore inner, Func<string, Task<StoreFault>> plan) : IStore
{
    public StoreCounters Counters => inner.Counters;

    public Task<IReadOnlyList<Migration>> MigrateAsync(CancellationToken cancellationToken) => inner.MigrateAsync(cancellationToken);

    public Task<ImmutableArray<CommitResult>> CommitAsync(IReadOnlyList<RunCommit> batch, CancellationToken cancellationToken) =>
        InjectAsync(nameof(CommitAsync), () => inner.CommitAsync(batch, cancellationToken));

    public Task<StoredRun?> LoadRunAsync(RunKey key, CancellationToken cancellationToken) =>
        InjectAsync(nameof(LoadRunAsync), () => inner.LoadRunAsync(key, cancellationToken));

    public Task<string?> FindCurrentRunAsync(string namespaceId, string workflowId, CancellationToken cancellationToken) =>
        InjectAsync(nameof(FindCurrentRunAsync), () => inner.FindCurrentRunAsync(namespaceId, workflowId, cancellationToken));

    public Task<StoredRun?> LoadCurrentRunAsync(string namespaceId, string workflowId, CancellationToken cancellationToken) =>
        InjectAsync(nameof(LoadCurrentRunAsync), () => inner.LoadCurrentRunAsync(namespaceId, workflowId, cancellationToken));

    public Task<WorkflowVersions> ReadVersionsAsync(string namespaceId, string workflowId, IReadOnlyList<string> runIds, CancellationToken cancellationToken) =>
        InjectAsync(nameof(ReadVersionsAsync), () => inner.ReadVersionsAsync(namespaceId, workflowId, runIds, cancellationToken));

    public Task DeleteRunAsync(RunKey key, CancellationToken cancellationToken) =>
        InjectAsync(nameof(DeleteRunAsync), () => inner.DeleteRunAsync(key, cancellationToken));

    public Task<IReadOnlyList<RunKey>> ReadExpiredRunsAsync(string namespaceId, DateTimeOffset closedBefore, int limit, CancellationToken cancellationToken) =>
        InjectAsync(nameof(ReadExpiredRunsAsync), () => inner.ReadExpiredRunsAsync(namespaceId, closedBefore, limit, cancellationToken));

    public Task<IReadOnlyList<HistoryBatch>> ReadHistoryAsync(RunKey key, long firstEventId, long endEventId, int maxBytes, CancellationToken cancellationToken) =>
        InjectAsync(nameof(ReadHistoryAsync), () => inner.ReadHistoryAsync(key, firstEventId, endEventId, maxBytes, cancellationToken));

    public Task<IReadOnlyList<StoredTask>> ReadReadyTasksAsync(
        string namespaceId, TaskKind kind, string taskQueue, TaskCursor after, int limit, CancellationToken cancellationToken) =>
        InjectAsync(nameof(ReadReadyTasksAsync), () => inner.ReadReadyTasksAsync(namespaceId, kind, taskQueue, after, limit, cancellationToken));

    public Task<(long Count, DateTimeOffset? Oldest)> CountReadyTasksAsync(string namespaceId, TaskKind kind, string taskQueue, CancellationToken cancellationToken) =>
        InjectAsync(nameof(CountReadyTasksAsync), () => inner.CountReadyTasksAsync(namespaceId, kind, taskQueue, cancellationToken));

    public Task<IReadOnlyList<DueRun>> ReadDueRunsAsync(DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        InjectAsync(nameof(ReadDueRunsAsync), () => inner.ReadDueRunsAsync(until, limit, cancellationToken));

    public Task<IReadOnlyList<VisibilityRecord>> ListRunsAsync(
        string namespaceId, VisibilityFilter? filter, VisibilityCursor? after, int limit, CancellationToken cancellationToken) =>
        InjectAsync(nameof(ListRunsAsync), () => inner.ListRunsAsync(namespaceId, filter, after, limit, cancellationToken));

    public Task<IReadOnlyDictionary<WorkflowExecutionStatus, long>> CountRunsAsync(string namespaceId, VisibilityFilter? filter, CancellationToken cancellationToken) =>
        InjectAsync(nameof(CountRunsAsync), () => inner.CountRunsAsync(namespaceId, filter, cancellationToken));

    public Task<bool> CreateNamespaceAsync(NamespaceRecord record, CancellationToken cancellationToken) =>
        InjectAsync(nameof(CreateNamespaceAsync), () => inner.CreateNamespaceAsync(record, cancellationToken));

    public Task<IReadOnlyList<NamespaceRecord>> ListNamespacesAsync(CancellationToken cancellationToken) =>
        InjectAsync(nameof(ListNamespacesAsync), () => inner.ListNamespacesAsync(cancellationToken));

    public Task<bool> UpdateNamespaceAsync(NamespaceRecord record, long expectedVersion, CancellationToken cancellationToken) =>
        InjectAsync(nameof(UpdateNamespaceAsync), () => inner.UpdateNamespaceAsync(record, expectedVersion, cancellationToken));

    public Task<bool> DeleteNamespaceAsync(string namespaceId, CancellationToken cancellationToken) =>
        InjectAsync(nameof(DeleteNamespaceAsync), () => inner.DeleteNamespaceAsync(namespaceId, cancellationToken));

    public Task<bool> CreateScheduleAsync(ScheduleRecord record, CancellationToken cancellationToken) =>
        InjectAsync(nameof(CreateScheduleAsync), () => inner.CreateScheduleAsync(record, cancellationToken));

    public Task<bool> UpdateScheduleAsync(ScheduleRecord record, long expectedVersion, CancellationToken cancellationToken) =>
        InjectAsync(nameof(UpdateScheduleAsync), () => inner.UpdateScheduleAsync(record, expectedVersion, cancellationToken));

    public Task<bool> DeleteScheduleAsync(ScheduleKey key, long expectedVersion, CancellationToken cancellationToken) =>
        InjectAsync(nameof(DeleteScheduleAsync), () => inner.DeleteScheduleAsync(key, expectedVersion, cancellationToken));

    public Task<StoredSchedule?> LoadScheduleAsync(ScheduleKey key, CancellationToken cancellationToken) =>
        InjectAsync(nameof(LoadScheduleAsync), () => inner.LoadScheduleAsync(key, cancellationToken));

    public Task<IReadOnlyList<DueSchedule>> ReadDueSchedulesAsync(DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        InjectAsync(nameof(ReadDueSchedulesAsync), () => inner.ReadDueSchedulesAsync(until, limit, cancellationToken));

    public Task<IReadOnlyList<ScheduleListEntry>> ListSchedulesAsync(
        string namespaceId, VisibilityFilter? filter, string after, int limit, CancellationToken cancellationToken) =>
        InjectAsync(nameof(ListSchedulesAsync), () => inner.ListSchedulesAsync(namespaceId, filter, after, limit, cancellationToken));

    public Task<long> CountSchedulesAsync(string namespaceId, VisibilityFilter? filter, CancellationToken cancellationToken) =>
        InjectAsync(nameof(CountSchedulesAsync), () => inner.CountSchedulesAsync(namespaceId, filter, cancellationToken));

    public Task<ClusterView> HeartbeatNodeAsync(string nodeId, TimeSpan lifetime, CancellationToken cancellationToken) =>
        InjectAsync(nameof(HeartbeatNodeAsync), () => inner.HeartbeatNodeAsync(nodeId, lifetime, cancellationToken));

    public Task LeaveAsync(string nodeId, CancellationToken cancellationToken) =>
        InjectAsync(nameof(LeaveAsync), () => inner.LeaveAsync(nodeId, cancellationToken));

    public Task AskQueryAsync(RelayedQuery query, CancellationToken cancellationToken) =>
        InjectAsync(nameof(AskQueryAsync), () => inner.AskQueryAsync(query, cancellationToken));

    public Task<IReadOnlyList<RelayedQuery>> TakeQueriesAsync(
        string nodeId, IReadOnlyList<(string NamespaceId, string TaskQueue)> polled, TimeSpan stickyPatience, int limit, CancellationToken cancellationToken) =>
        InjectAsync(nameof(TakeQueriesAsync), () => inner.TakeQueriesAsync(nodeId, polled, stickyPatience, limit, cancellationToken));

    public Task GiveBackQueryAsync(string nodeId, string queryId, CancellationToken cancellationToken) =>
        InjectAsync(nameof(GiveBackQueryAsync), () => inner.GiveBackQueryAsync(nodeId, queryId, cancellationToken));

    public Task AnswerQueryAsync(string queryId, ReadOnlyMemory<byte> answer, CancellationToken cancellationToken) =>
        InjectAsync(nameof(AnswerQueryAsync), () => inner.AnswerQueryAsync(queryId, answer, cancellationToken));

    public Task<IReadOnlyList<(string QueryId, ReadOnlyMemory<byte> Answer)>> TakeAnswersAsync(IReadOnlyList<string> queryIds, CancellationToken cancellationToken) =>
        InjectAsync(nameof(TakeAnswersAsync), () => inner.TakeAnswersAsync(queryIds, cancellationToken));

    public Task WithdrawQueryAsync(string queryId, CancellationToken cancellationToken) =>
        InjectAsync(nameof(WithdrawQueryAsync), () => inner.WithdrawQueryAsync(queryId, cancellationToken));

    public Task NotifyAsync(IReadOnlyList<StoreHint> hints, CancellationToken cancellationToken) =>
        InjectAsync(nameof(NotifyAsync), () => inner.NotifyAsync(hints, cancellationToken));

    public Task ListenAsync(string nodeId, Action<StoreHint> onHint, CancellationToken cancellationToken) => inner.ListenAsync(nodeId, onHint, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private Task<bool> InjectAsync(string method, Func<Task> call) => InjectAsync(method, async () =>
    {
        await call();
        return true;
    });

    private async Task<T> InjectAsync<T>(string method, Func<Task<T>> call)
    {
        var fault = await plan(method);
        if (fault == StoreFault.Before)
        {
            throw new StoreUnavailableException($"Injected: {method} did not happen.");
        }

        var result = await call();
        return fault == StoreFault.After ? throw new StoreUnavailableException($"Injected: {method} happened, but its answer is lost.") : result;
    }
}
