using CodeFirst.Storage.Postgres.Connections;
using CodeFirst.Storage.Runs;
using NpgsqlTypes;

namespace CodeFirst.Storage.Postgres.Runs;

/// <summary>New runs: ins_ of commit_runs.</summary>
internal sealed class InsertedRunColumns
{
    private readonly List<int> _commits = [];
    private readonly List<Guid> _runIds = [];
    private readonly List<Guid> _namespaceIds = [];
    private readonly List<string> _workflowIds = [];
    private readonly List<short> _statuses = [];
    private readonly List<long?> _deadlines = [];
    private readonly List<ReadOnlyMemory<byte>> _states = [];

    public void Add(int place, Guid runId, Guid namespaceId, RunWrite run)
    {
        _commits.Add(place);
        _runIds.Add(runId);
        _namespaceIds.Add(namespaceId);
        _workflowIds.Add(run.Key.WorkflowId.ToStorable());
        _statuses.Add((short)run.Status);
        _deadlines.Add(run.Deadline.Value?.UtcTicks);
        _states.Add(run.State);
    }

    public void BindTo(Statement statement) => statement
        .Bind(_commits, NpgsqlDbType.Integer).Bind(_runIds, NpgsqlDbType.Uuid).Bind(_namespaceIds, NpgsqlDbType.Uuid).Bind(_workflowIds, NpgsqlDbType.Text)
        .Bind(_statuses, NpgsqlDbType.Smallint).Bind(_deadlines, NpgsqlDbType.Bigint).Bind(_states, NpgsqlDbType.Bytea);
}
