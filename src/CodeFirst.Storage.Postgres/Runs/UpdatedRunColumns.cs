using CodeFirst.Storage.Postgres.Connections;
using CodeFirst.Storage.Runs;
using NpgsqlTypes;

namespace CodeFirst.Storage.Postgres.Runs;

/// <summary>Runs that exist: upd_ of commit_runs.</summary>
internal sealed class UpdatedRunColumns
{
    private readonly List<int> _commits = [];
    private readonly List<Guid> _runIds = [];
    private readonly List<long> _versions = [];
    private readonly List<short> _statuses = [];
    private readonly List<bool> _keepsDeadline = [];
    private readonly List<long?> _deadlines = [];
    private readonly List<ReadOnlyMemory<byte>> _states = [];

    public void Add(int place, Guid runId, RunWrite run)
    {
        _commits.Add(place);
        _runIds.Add(runId);
        _versions.Add(run.ExpectedVersion);
        _statuses.Add((short)run.Status);
        _keepsDeadline.Add(run.Deadline.IsKept);
        _deadlines.Add(run.Deadline.Value?.UtcTicks);
        _states.Add(run.State);
    }

    public void BindTo(Statement statement) => statement
        .Bind(_commits, NpgsqlDbType.Integer).Bind(_runIds, NpgsqlDbType.Uuid).Bind(_versions, NpgsqlDbType.Bigint).Bind(_statuses, NpgsqlDbType.Smallint)
        .Bind(_keepsDeadline, NpgsqlDbType.Boolean).Bind(_deadlines, NpgsqlDbType.Bigint).Bind(_states, NpgsqlDbType.Bytea);
}
