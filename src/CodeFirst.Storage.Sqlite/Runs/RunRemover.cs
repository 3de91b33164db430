using CodeFirst.Storage.Runs;
using CodeFirst.Storage.Sqlite.Connections;
using CodeFirst.Storage.Sqlite.History;
using CodeFirst.Storage.Sqlite.Tasks;
using CodeFirst.Storage.Sqlite.Visibility;

namespace CodeFirst.Storage.Sqlite.Runs;

/// <summary>Deletes what a run has in every table, inside the writer's transaction.</summary>
internal static class RunRemover
{
    /// <summary>False when there is no such run.</summary>
    public static bool Remove(SqliteSession session, RunKey key)
    {
        var slot = key.Slot;
        if (!DeleteRun(session, slot, key))
        {
            return false;
        }

        session.Prepare(RunsSql.DeleteCurrent).Bind(slot).Bind(key.NamespaceId).Bind(key.WorkflowId).Bind(key.RunId).Execute();
        HistoryRows.Delete(session, slot, key.RunId);
        ReadyTaskRows.RemoveAll(session, slot, key.RunId);
        VisibilityRows.Delete(session, slot, key.RunId);
        return true;
    }

    private static bool DeleteRun(SqliteSession session, int slot, RunKey key)
    {
        using var rows = session.Prepare(RunsSql.Delete).Bind(slot).Bind(key.RunId).Bind(key.NamespaceId).Bind(key.WorkflowId).Query();
        return rows.Read();
    }
}
