namespace CodeFirst.Storage.Sqlite.Tasks;

internal static class ReadyTasksSql
{
    /// <summary>A task of the same kind and scheduled event is replaced: another queue, attempt or time.</summary>
    public const string Add =
        """
        INSERT INTO ready_tasks (slot, run_id, kind, scheduled_event_id, namespace_id, workflow_id, task_queue, attempt, ready_since)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        ON CONFLICT (slot, run_id, kind, scheduled_event_id) DO UPDATE
        SET task_queue = excluded.task_queue,
            attempt = excluded.attempt,
            ready_since = excluded.ready_since
        """;

    /// <summary>Primary key.</summary>
    public const string Remove =
        """
        DELETE FROM ready_tasks
        WHERE slot = ?1
          AND run_id = ?2
          AND kind = ?3
          AND scheduled_event_id = ?4
        """;

    /// <summary>Primary key's beginning.</summary>
    public const string RemoveAll =
        """
        DELETE FROM ready_tasks
        WHERE slot = ?1
          AND run_id = ?2
        """;

    /// <summary>Index ready_tasks_queue, read in order from the cursor up to the limit.</summary>
    public const string Read =
        """
        SELECT workflow_id, run_id, scheduled_event_id, attempt, ready_since
        FROM ready_tasks
        WHERE namespace_id = ?1
          AND kind = ?2
          AND task_queue = ?3
          AND (ready_since, run_id, scheduled_event_id) > (?4, ?5, ?6)
        ORDER BY ready_since, run_id, scheduled_event_id
        LIMIT ?7
        """;

    /// <summary>Index ready_tasks_queue alone.</summary>
    public const string Count =
        """
        SELECT count(*), min(ready_since)
        FROM ready_tasks
        WHERE namespace_id = ?1
          AND kind = ?2
          AND task_queue = ?3
        """;
}
