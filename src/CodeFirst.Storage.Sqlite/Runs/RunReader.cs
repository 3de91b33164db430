using CodeFirst.Engine;
using CodeFirst.Storage.Runs;
using CodeFirst.Storage.Sqlite.Connections;

namespace CodeFirst.Storage.Sqlite.Runs;

internal static class RunReader
{
    public static StoredRun? Load(SqliteSession session, RunKey key)
    {
        using var rows = session.Prepare(RunsSql.Load).Bind(key.Slot).Bind(key.RunId).Bind(key.NamespaceId).Bind(key.WorkflowId).Query();
        return ReadRun(rows);
    }

    public static StoredRun? LoadCurrent(SqliteSession session, string namespaceId, string workflowId)
    {
        using var rows = session.Prepare(RunsSql.LoadCurrent).Bind(Slots.Of(namespaceId, workflowId)).Bind(namespaceId).Bind(workflowId).Query();
        return ReadRun(rows);
    }

    /// <summary>Called inside a transaction, so that all of it is of one moment.</summary>
    public static WorkflowVersions ReadVersions(SqliteSession session, string namespaceId, string workflowId, IReadOnlyList<string> runIds)
    {
        var slot = Slots.Of(namespaceId, workflowId);
        return new WorkflowVersions(FindCurrent(session, slot, namespaceId, workflowId), [.. runIds.Select(runId => ReadVersion(session, slot, runId))]);
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

    private static StoredRun? ReadRun(SqliteRows rows) =>
        rows.Read() ? new StoredRun(rows.GetInt64(0), RunState.Parser.ParseFrom(rows.GetBytes(1)), rows.GetOptionalTime(2)) : null;
}
