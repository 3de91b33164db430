using CodeFirst.Storage.Postgres.Connections;
using CodeFirst.Storage.Runs;
using NpgsqlTypes;

namespace CodeFirst.Storage.Postgres.Runs;

/// <summary>Changes of current runs: cur_ of commit_runs where there was none, mov_ where there was one.</summary>
internal sealed class CurrentRunColumns
{
    private readonly Columns _first = new();
    private readonly Columns _moved = new();
    private readonly List<Guid> _expected = [];

    public void Add(int place, Guid namespaceId, string workflowId, CurrentRunChange change)
    {
        if (change.ExpectedRunId is null)
        {
            _first.Add(place, namespaceId, workflowId, change.NewRunId);
        }
        else
        {
            _moved.Add(place, namespaceId, workflowId, change.NewRunId);
            _expected.Add(Uuid.Parse(change.ExpectedRunId));
        }
    }

    public void BindTo(Statement statement)
    {
        _first.BindTo(statement);
        _moved.BindTo(statement);
        statement.Bind(_expected, NpgsqlDbType.Uuid);
    }

    private sealed class Columns
    {
        private readonly List<int> _commits = [];
        private readonly List<Guid> _namespaceIds = [];
        private readonly List<string> _workflowIds = [];
        private readonly List<Guid> _runIds = [];

        public void Add(int place, Guid namespaceId, string workflowId, string runId)
        {
            _commits.Add(place);
            _namespaceIds.Add(namespaceId);
            _workflowIds.Add(workflowId.ToStorable());
            _runIds.Add(Uuid.Parse(runId));
        }

        public void BindTo(Statement statement) => statement
            .Bind(_commits, NpgsqlDbType.Integer).Bind(_namespaceIds, NpgsqlDbType.Uuid).Bind(_workflowIds, NpgsqlDbType.Text).Bind(_runIds, NpgsqlDbType.Uuid);
    }
}
