namespace CodeFirst.Storage.Sqlite.History;

internal static class HistorySql
{
    public const string Append =
        """
        INSERT INTO history (slot, run_id, first_event_id, event_count, events)
        VALUES (?1, ?2, ?3, ?4, ?5)
        """;

    /// <summary>Primary key twice: once to the batch that holds the first event, once along the batches from there.</summary>
    public const string Read =
        """
        SELECT first_event_id, event_count, events
        FROM history
        WHERE slot = ?1
          AND run_id = ?2
          AND first_event_id >= coalesce((
            SELECT max(first_event_id)
            FROM history
            WHERE slot = ?1
              AND run_id = ?2
              AND first_event_id <= ?3), ?3)
          AND first_event_id < ?4
        ORDER BY first_event_id
        """;

    /// <summary>Primary key's beginning.</summary>
    public const string Delete =
        """
        DELETE FROM history
        WHERE slot = ?1
          AND run_id = ?2
        """;
}
