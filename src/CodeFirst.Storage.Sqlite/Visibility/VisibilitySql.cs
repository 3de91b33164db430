namespace CodeFirst.Storage.Sqlite.Visibility;

/// <summary>Fixed texts; <see cref="VisibilityQuery"/> joins the fragments and binds every value.</summary>
internal static class VisibilitySql
{
    public const string Write =
        """
        INSERT INTO visibility (
          slot, run_id, namespace_id, workflow_id, workflow_type, task_queue, status, start_time, execution_time, close_time,
          history_length, history_size_bytes, first_run_id, memo, search_attributes, state_transition_count,
          parent_workflow_id, parent_run_id, root_workflow_id, root_run_id)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
        ON CONFLICT (slot, run_id) DO UPDATE
        SET workflow_type = excluded.workflow_type,
            task_queue = excluded.task_queue,
            status = excluded.status,
            start_time = excluded.start_time,
            execution_time = excluded.execution_time,
            close_time = excluded.close_time,
            history_length = excluded.history_length,
            history_size_bytes = excluded.history_size_bytes,
            first_run_id = excluded.first_run_id,
            memo = excluded.memo,
            search_attributes = excluded.search_attributes,
            state_transition_count = excluded.state_transition_count,
            parent_workflow_id = excluded.parent_workflow_id,
            parent_run_id = excluded.parent_run_id,
            root_workflow_id = excluded.root_workflow_id,
            root_run_id = excluded.root_run_id
        """;

    /// <summary>Primary key.</summary>
    public const string Delete =
        """
        DELETE FROM visibility
        WHERE slot = ?1
          AND run_id = ?2
        """;

    /// <summary>Index visibility_listing, read from its oldest entry up to the limit. Running runs come after every time.</summary>
    public const string ReadExpired =
        """
        SELECT workflow_id, run_id
        FROM visibility
        WHERE namespace_id = ?1
          AND close_order < ?2
        ORDER BY close_order, start_time, run_id
        LIMIT ?3
        """;

    /// <summary>Index visibility_listing, read in order; visibility_workflow when the filter asks for one workflow id.</summary>
    public const string List =
        """
        SELECT run_id, workflow_id, workflow_type, task_queue, status, start_time, execution_time, close_time,
               history_length, history_size_bytes, first_run_id, memo, search_attributes, state_transition_count,
               parent_workflow_id, parent_run_id, root_workflow_id, root_run_id
        FROM visibility
        """;

    public const string OfNamespace = "\nWHERE namespace_id = ?";

    public const string OfNamespaceByOtherIndex = "\nWHERE +namespace_id = ?";

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
        """;

    public const string ByStatus = "\nGROUP BY status";
}
