namespace CodeFirst.Storage.Postgres.Tasks;

internal static class ReadyTasksSql
{
    /// <summary>Index ready_tasks_queue, read in order from the cursor up to the limit.</summary>
    public const string Read =
        """
        SELECT workflow_id, run_id, scheduled_event_id, attempt, ready_since
        FROM ready_tasks
        WHERE namespace_id = $1
          AND kind = $2
          AND task_queue = $3
          AND (ready_since, run_id, scheduled_event_id) > ($4, $5, $6)
        ORDER BY ready_since, run_id, scheduled_event_id
        LIMIT $7
        """;

    /// <summary>Index ready_tasks_queue alone.</summary>
    public const string Count =
        """
        SELECT count(*), min(ready_since)
        FROM ready_tasks
        WHERE namespace_id = $1
          AND kind = $2
          AND task_queue = $3
        """;
}
