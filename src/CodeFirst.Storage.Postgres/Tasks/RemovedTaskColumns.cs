using CodeFirst.Engine.Tasks;
using CodeFirst.Storage.Postgres.Connections;
using NpgsqlTypes;

namespace CodeFirst.Storage.Postgres.Tasks;

/// <summary>Ready tasks to take away: rem_ of commit_runs.</summary>
internal sealed class RemovedTaskColumns
{
    private readonly List<int> _commits = [];
    private readonly List<Guid> _runIds = [];
    private readonly List<short> _kinds = [];
    private readonly List<long> _scheduledEventIds = [];

    public void Add(int place, Guid runId, ReadyTask task)
    {
        _commits.Add(place);
        _runIds.Add(runId);
        _kinds.Add((short)task.Kind);
        _scheduledEventIds.Add(task.ScheduledEventId);
    }

    public void BindTo(Statement statement) => statement
        .Bind(_commits, NpgsqlDbType.Integer).Bind(_runIds, NpgsqlDbType.Uuid).Bind(_kinds, NpgsqlDbType.Smallint).Bind(_scheduledEventIds, NpgsqlDbType.Bigint);
}
