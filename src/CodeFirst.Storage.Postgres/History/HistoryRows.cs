using CodeFirst.Storage.History;
using CodeFirst.Storage.Postgres.Connections;
using CodeFirst.Storage.Runs;

namespace CodeFirst.Storage.Postgres.History;

internal static class HistoryRows
{
    private const int PageSize = 256;

    public static async Task<List<HistoryBatch>> ReadAsync(
        PostgresDatabase database, RunKey key, long firstEventId, long endEventId, int maxBytes, CancellationToken cancellationToken)
    {
        var batches = new List<HistoryBatch>();
        if (!Uuid.TryParse(key.RunId, out var runId))
        {
            return batches;
        }

        while (maxBytes > 0 && firstEventId < endEventId)
        {
            var statement = new Statement(HistorySql.Read).Bind((short)key.Slot).Bind(runId).Bind(firstEventId).Bind(endEventId).Bind((long)maxBytes).Bind(PageSize);
            var page = await database.ReadAsync(statement, static row => new HistoryBatch(row.GetInt64(0), row.GetInt32(1), row.GetBytes(2)), cancellationToken);
            batches.AddRange(page);
            if (page.Count < PageSize)
            {
                break;
            }

            firstEventId = page[^1].NextEventId;
            maxBytes -= page.Sum(batch => batch.Events.Length);
        }

        return batches;
    }
}
