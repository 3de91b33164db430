using CodeFirst.Engine.Tasks;
using CodeFirst.Storage.Postgres.Connections;
using NpgsqlTypes;

namespace CodeFirst.Storage.Postgres.Tasks;

/// <summary>Ready tasks to add or replace: add_ of commit_runs.</summary>
internal sealed class AddedTaskColumns
{
    private readonly List<int> _commits = [];
    private readonly List<Guid> _runIds = [];
    private readonly List<short> _kinds = [];
    private readonly List<long> _scheduledEventIds = [];
    private readonly List<Guid> _namespaceIds = [];
    private readonly List<string> _workflowIds = [];
    private readonly List<string> _taskQueues = [];
    private readonly List<int> _attempts = [];
    private readonly List<long> _readySince = [];

    public void Add(int place, Guid runId, Guid namespaceId, string workflowId, ReadyTask task)
    {
        _commits.Add(place);
        _runIds.Add(runId);
        _kinds.Add((short)task.Kind);
        _scheduledEventIds.Add(task.ScheduledEventId);
        _namespaceIds.Add(namespaceId);
        _workflowIds.Add(workflowId.ToStorable());
        _taskQueues.Add(task.TaskQueue.ToStorable());
        _attempts.Add(task.Attempt);
        _readySince.Add(task.ReadySince.UtcTicks);
    }

    public void BindTo(Statement statement) => statement
        .Bind(_commits, NpgsqlDbType.Integer).Bind(_runIds, NpgsqlDbType.Uuid).Bind(_kinds, NpgsqlDbType.Smallint).Bind(_scheduledEventIds, NpgsqlDbType.Bigint)
        .Bind(_namespaceIds, NpgsqlDbType.Uuid).Bind(_workflowIds, NpgsqlDbType.Text).Bind(_taskQueues, NpgsqlDbType.Text)
        .Bind(_attempts, NpgsqlDbType.Integer).Bind(_readySince, NpgsqlDbType.Bigint);
}
