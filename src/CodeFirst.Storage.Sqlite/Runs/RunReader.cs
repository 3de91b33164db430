using CodeFirst.Engine;
using CodeFirst.Storage.Runs;
using CodeFirst.Storage.Sqlite.Connections;

namespace CodeFirst.Storage.Sqlite.Runs;

internal static class RunReader
{
    public static StoredRun? Load(SqliteSession session, RunKey key)
    {
        using var rows = session.Prepare(RunsSql.Load).Bind(key.Slot).Bind(key.RunId).Bind(key.NamespaceId).Bind(key.WorkflowId).Query();
        return rows.Read() ? new StoredRun(rows.GetInt64(0), RunState.Parser.ParseFrom(rows.GetBytes(1))) : null;
    }

    /// <summary>Zero when the run does not exist.</summary>
    public static long ReadVersion(SqliteSession session, int slot, string runId)
    {
        using var rows = session.Prepare(RunsSql.ReadVersion).Bind(slot).Bind(runId).Query();
        return rows.Read() ? rows.GetInt64(0) : 0;
    }

    public static string? FindCurrent(SqliteSession session, int slot, string namespaceId, string workflowId)
    {
        using var rows = session.Prepare(RunsSql.FindCurrent).Bind(slot).Bind(namespaceId).Bind(workflowId).Query();
        return rows.Read() ? rows.GetText(0) : null;
    }

    public static List<DueRun> ReadDue(SqliteSession session, DateTimeOffset until, int limit)
    {
        var due = new List<DueRun>();
        using var rows = session.Prepare(RunsSql.ReadDue).Bind(until).Bind(limit).Query();
        while (rows.Read())
        {
            due.Add(new DueRun(new RunKey(rows.GetText(0), rows.GetText(1), rows.GetText(2)), rows.GetTime(3)));
        }

        return due;
    }
}
