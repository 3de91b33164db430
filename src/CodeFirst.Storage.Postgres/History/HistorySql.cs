namespace CodeFirst.Storage.Postgres.History;

internal static class HistorySql
{
    /// <summary>
    /// Primary key twice: once to the batch that holds the first event, once along the batches from there. A page is bounded by rows and by bytes, so that
    /// a long history is neither read nor sent in vain; bytes are counted without decompressing them.
    /// </summary>
    public const string Read =
        """
        SELECT first_event_id, event_count, events
        FROM (
          SELECT first_event_id, event_count, events, sum(octet_length(events)) OVER (ORDER BY first_event_id) - octet_length(events) AS bytes_before
          FROM (
            SELECT first_event_id, event_count, events
            FROM history
            WHERE slot = $1
              AND run_id = $2
              AND first_event_id >= coalesce((
                SELECT max(first_event_id)
                FROM history
                WHERE slot = $1
                  AND run_id = $2
                  AND first_event_id <= $3), $3)
              AND first_event_id < $4
              AND first_event_id + event_count > $3
            ORDER BY first_event_id
            LIMIT $6) AS page) AS page
        WHERE bytes_before < $5
        ORDER BY first_event_id
        """;
}
