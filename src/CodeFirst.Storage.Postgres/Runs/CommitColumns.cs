using CodeFirst.Storage.Postgres.Connections;
using CodeFirst.Storage.Postgres.History;
using CodeFirst.Storage.Postgres.Tasks;
using CodeFirst.Storage.Postgres.Visibility;
using CodeFirst.Storage.Runs;
using NpgsqlTypes;

namespace CodeFirst.Storage.Postgres.Runs;

/// <summary>The arrays of one call of commit_runs, in the order of its parameters.</summary>
internal sealed class CommitColumns
{
    private readonly List<short> _slots;
    private readonly UpdatedRunColumns _updated = new();
    private readonly CurrentRunColumns _current = new();
    private readonly InsertedRunColumns _inserted = new();
    private readonly HistoryColumns _history = new();
    private readonly RemovedTaskColumns _removedTasks = new();
    private readonly AddedTaskColumns _addedTasks = new();
    private readonly VisibilityColumns _visibility = new();

    public CommitColumns(int commits) => _slots = new List<short>(commits);

    /// <summary>Adds the next commit of the batch.</summary>
    public void Add(RunCommit commit)
    {
        var key = commit.Runs[0].Key;
        _slots.Add((short)key.Slot);
        var place = _slots.Count;
        var namespaceId = Uuid.Parse(key.NamespaceId);
        foreach (var run in commit.Runs)
        {
            Add(place, namespaceId, run);
        }

        if (commit.CurrentRun is { } change)
        {
            _current.Add(place, namespaceId, key.WorkflowId, change);
        }
    }

    public Statement ToStatement()
    {
        var statement = new Statement(RunsSql.Commit).Bind(_slots, NpgsqlDbType.Smallint);
        _updated.BindTo(statement);
        _current.BindTo(statement);
        _inserted.BindTo(statement);
        _history.BindTo(statement);
        _removedTasks.BindTo(statement);
        _addedTasks.BindTo(statement);
        _visibility.BindTo(statement);
        return statement;
    }

    private void Add(int place, Guid namespaceId, RunWrite run)
    {
        var runId = Uuid.Parse(run.Key.RunId);
        if (run.ExpectedVersion == 0)
        {
            _inserted.Add(place, runId, namespaceId, run);
        }
        else
        {
            _updated.Add(place, runId, run);
        }

        foreach (var batch in run.History)
        {
            _history.Add(place, runId, batch);
        }

        foreach (var task in run.RemovedTasks)
        {
            _removedTasks.Add(place, runId, task);
        }

        foreach (var task in run.AddedTasks)
        {
            _addedTasks.Add(place, runId, namespaceId, run.Key.WorkflowId, task);
        }

        if (run.Visibility is { } record)
        {
            _visibility.Add(place, runId, namespaceId, record);
        }
    }
}
