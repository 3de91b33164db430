namespace CodeFirst.Storage.Sqlite.Runs;

internal static class RunsSql
{
    /// <summary>Primary key.</summary>
    public const string Load =
        """
        SELECT version, state, deadline
        FROM runs
        WHERE slot = ?1
          AND run_id = ?2
          AND namespace_id = ?3
          AND workflow_id = ?4
        """;

    /// <summary>Both primary keys.</summary>
    public const string LoadCurrent =
        """
        SELECT runs.version, runs.state, runs.deadline
        FROM current_runs
        JOIN runs USING (slot, run_id)
        WHERE current_runs.slot = ?1
          AND current_runs.namespace_id = ?2
          AND current_runs.workflow_id = ?3
        """;

    /// <summary>Primary key.</summary>
    public const string ReadVersion =
        """
        SELECT version
        FROM runs
        WHERE slot = ?1
          AND run_id = ?2
        """;

    public const string Insert =
        """
        INSERT INTO runs (slot, run_id, namespace_id, workflow_id, version, status, deadline, state)
        VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7)
        """;

    /// <summary>Primary key.</summary>
    public const string Update =
        """
        UPDATE runs
        SET version = ?1,
            status = ?2,
            deadline = ?3,
            state = ?4
        WHERE slot = ?5
          AND run_id = ?6
        """;

    /// <summary>Primary key. The deadline and its index stay.</summary>
    public const string UpdateKeepingDeadline =
        """
        UPDATE runs
        SET version = ?1,
            status = ?2,
            state = ?3
        WHERE slot = ?4
          AND run_id = ?5
        """;

    /// <summary>Index runs_deadline, read in order up to the limit.</summary>
    public const string ReadDue =
        """
        SELECT namespace_id, workflow_id, run_id, deadline
        FROM runs
        WHERE deadline <= ?1
        ORDER BY deadline, slot, run_id
        LIMIT ?2
        """;

    /// <summary>Primary key.</summary>
    public const string FindCurrent =
        """
        SELECT run_id
        FROM current_runs
        WHERE slot = ?1
          AND namespace_id = ?2
          AND workflow_id = ?3
        """;

    /// <summary>Primary key. The caller has compared the current run inside the transaction.</summary>
    public const string SetCurrent =
        """
        INSERT INTO current_runs (slot, namespace_id, workflow_id, run_id)
        VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (slot, namespace_id, workflow_id) DO UPDATE
        SET run_id = excluded.run_id
        """;

    /// <summary>Primary key.</summary>
    public const string Delete =
        """
        DELETE FROM runs
        WHERE slot = ?1
          AND run_id = ?2
          AND namespace_id = ?3
          AND workflow_id = ?4
        RETURNING run_id
        """;

    /// <summary>Primary key.</summary>
    public const string DeleteCurrent =
        """
        DELETE FROM current_runs
        WHERE slot = ?1
          AND namespace_id = ?2
          AND workflow_id = ?3
          AND run_id = ?4
        """;
}
