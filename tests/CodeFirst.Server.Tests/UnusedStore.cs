using System.Collections.Immutable;
using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Schedule.V1;
using CodeFirst.Storage;
using CodeFirst.Storage.Cluster;
using CodeFirst.Storage.History;
using CodeFirst.Storage.Migrations;
using CodeFirst.Storage.Namespaces;
using CodeFirst.Storage.Runs;
using CodeFirst.Storage.Schedules;
using CodeFirst.Storage.Tasks;
using CodeFirst.Storage.Visibility;

namespace CodeFirst.Server.Tests;

/// <summary>A store that a test overrides where it uses it.</summary>
internal abstract class UnusedStore : IStore
{
    public StoreCounters Counters => default;

    public Task<IReadOnlyList<Migration>> MigrateAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public virtual Task<ImmutableArray<CommitResult>> CommitAsync(IReadOnlyList<RunCommit> batch, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<StoredRun?> LoadRunAsync(RunKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string?> FindCurrentRunAsync(string namespaceId, string workflowId, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<StoredRun?> LoadCurrentRunAsync(string namespaceId, string workflowId, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<WorkflowVersions> ReadVersionsAsync(string namespaceId, string workflowId, IReadOnlyList<string> runIds, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task DeleteRunAsync(RunKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<RunKey>> ReadExpiredRunsAsync(string namespaceId, DateTimeOffset closedBefore, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<HistoryBatch>> ReadHistoryAsync(RunKey key, long firstEventId, long endEventId, int maxBytes, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public virtual Task<IReadOnlyList<StoredTask>> ReadReadyTasksAsync(
        string namespaceId, TaskKind kind, string taskQueue, TaskCursor after, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<(long Count, DateTimeOffset? Oldest)> CountReadyTasksAsync(string namespaceId, TaskKind kind, string taskQueue, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public virtual Task<IReadOnlyList<DueRun>> ReadDueRunsAsync(DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<VisibilityRecord>> ListRunsAsync(
        string namespaceId, VisibilityFilter? filter, VisibilityCursor? after, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyDictionary<WorkflowExecutionStatus, long>> CountRunsAsync(string namespaceId, VisibilityFilter? filter, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<bool> CreateNamespaceAsync(NamespaceRecord record, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<NamespaceRecord>> ListNamespacesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> UpdateNamespaceAsync(NamespaceRecord record, long expectedVersion, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<bool> DeleteNamespaceAsync(string namespaceId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> CreateScheduleAsync(ScheduleRecord record, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<bool> UpdateScheduleAsync(ScheduleRecord record, long expectedVersion, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<bool> DeleteScheduleAsync(ScheduleKey key, long expectedVersion, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<StoredSchedule?> LoadScheduleAsync(ScheduleKey key, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<DueSchedule>> ReadDueSchedulesAsync(DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<ScheduleListEntry>> ListSchedulesAsync(
        string namespaceId, VisibilityFilter? filter, string after, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<long> CountSchedulesAsync(string namespaceId, VisibilityFilter? filter, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ClusterView> HeartbeatNodeAsync(string nodeId, TimeSpan lifetime, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task LeaveAsync(string nodeId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task AskQueryAsync(RelayedQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<RelayedQuery>> TakeQueriesAsync(
        string nodeId, IReadOnlyList<(string NamespaceId, string TaskQueue)> polled, TimeSpan stickyPatience, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task GiveBackQueryAsync(string nodeId, string queryId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task AnswerQueryAsync(string queryId, ReadOnlyMemory<byte> answer, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<(string QueryId, ReadOnlyMemory<byte> Answer)>> TakeAnswersAsync(IReadOnlyList<string> queryIds, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task WithdrawQueryAsync(string queryId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task NotifyAsync(IReadOnlyList<StoreHint> hints, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ListenAsync(string nodeId, Action<StoreHint> onHint, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
