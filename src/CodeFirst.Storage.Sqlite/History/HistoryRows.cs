using CodeFirst.Storage.History;
using CodeFirst.Storage.Runs;
using CodeFirst.Storage.Sqlite.Connections;

namespace CodeFirst.Storage.Sqlite.History;

internal static class HistoryRows
{
    public static void Append(SqliteSession session, int slot, string runId, HistoryBatch batch) =>
        session.Prepare(HistorySql.Append)
            .Bind(slot).Bind(runId).Bind(batch.FirstEventId).Bind(batch.EventCount).Bind(batch.Events.Span)
            .Execute();

    public static void Delete(SqliteSession session, int slot, string runId) => session.Prepare(HistorySql.Delete).Bind(slot).Bind(runId).Execute();

    public static List<HistoryBatch> Read(SqliteSession session, RunKey key, long firstEventId, long endEventId, int maxBytes)
    {
        var batches = new List<HistoryBatch>();
        var bytes = 0L;
        using var rows = session.Prepare(HistorySql.Read).Bind(key.Slot).Bind(key.RunId).Bind(firstEventId).Bind(endEventId).Query();
        while (bytes < maxBytes && rows.Read())
        {
            var batch = new HistoryBatch(rows.GetInt64(0), rows.GetInt32(1), rows.GetBytes(2).ToArray());
            if (batch.NextEventId > firstEventId)
            {
                batches.Add(batch);
                bytes += batch.Events.Length;
            }
        }

        return batches;
    }
}
