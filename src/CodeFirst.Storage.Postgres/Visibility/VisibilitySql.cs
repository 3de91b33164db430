namespace CodeFirst.Storage.Postgres.Visibility;

/// <summary>Fixed texts; <see cref="VisibilityQuery"/> joins the fragments and numbers the parameters. Rows are written by commit_runs.</summary>
internal static class VisibilitySql
{
    /// <summary>Index visibility_listing, read from its oldest entry up to the limit. Running runs come after every time.</summary>
    public const string ReadExpired =
        """
        SELECT workflow_id, run_id
        FROM visibility
        WHERE namespace_id = $1
          AND close_order < $2
        ORDER BY close_order, start_time, run_id
        LIMIT $3
        """;

    /// <summary>Index visibility_listing, read backwards in order; visibility_workflow or visibility_attributes when the filter asks for one value.</summary>
    public const string List =
        """
        SELECT run_id, workflow_id, workflow_type, task_queue, status, start_time, execution_time, close_time,
               history_length, history_size_bytes, first_run_id, memo, search_attributes, state_transition_count,
               parent_workflow_id, parent_run_id, root_workflow_id, root_run_id
        FROM visibility
        WHERE namespace_id = ?
        """;

    public const string After = "\n  AND (close_order, start_time, run_id) < (?, ?, ?)";

    public const string Filter = "\n  AND ";

    public const string Order =
        """

        ORDER BY close_order DESC, start_time DESC, run_id DESC
        LIMIT ?
        """;

    public const string Count =
        """
        SELECT status, count(*)
        FROM visibility
        WHERE namespace_id = ?
        """;

    public const string ByStatus = "\nGROUP BY status";
}
