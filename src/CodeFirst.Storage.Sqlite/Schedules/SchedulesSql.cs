namespace CodeFirst.Storage.Sqlite.Schedules;

/// <summary>Fixed texts; of the lists, <see cref="Visibility.VisibilityQuery"/> adds the scope and binds every value.</summary>
internal static class SchedulesSql
{
    public const string Create =
        """
        INSERT INTO schedules (slot, namespace_id, schedule_id, id, version, deadline, data, entry)
        VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7)
        ON CONFLICT DO NOTHING
        RETURNING 1
        """;

    /// <summary>Primary key.</summary>
    public const string Update =
        """
        UPDATE schedules
        SET version = version + 1,
            deadline = ?1,
            data = ?2,
            entry = ?3
        WHERE slot = ?4
          AND namespace_id = ?5
          AND schedule_id = ?6
          AND version = ?7
        RETURNING 1
        """;

    /// <summary>Primary key.</summary>
    public const string Delete =
        """
        DELETE FROM schedules
        WHERE slot = ?1
          AND namespace_id = ?2
          AND schedule_id = ?3
          AND version = ?4
        RETURNING id
        """;

    /// <summary>Primary key.</summary>
    public const string Load =
        """
        SELECT version, data
        FROM schedules
        WHERE slot = ?1
          AND namespace_id = ?2
          AND schedule_id = ?3
        """;

    /// <summary>Index schedules_deadline, in order.</summary>
    public const string ReadDue =
        """
        SELECT namespace_id, schedule_id, deadline
        FROM schedules
        WHERE deadline <= ?1
        ORDER BY deadline
        LIMIT ?2
        """;

    /// <summary>Index schedules_listing, in order. Columns are named as filters name them.</summary>
    public const string List =
        """
        SELECT entry
        FROM (SELECT slot, id AS run_id, namespace_id, schedule_id AS workflow_id, entry FROM schedules) AS visibility
        """;

    public const string After = "\n  AND workflow_id > ?";

    public const string Order =
        """

        ORDER BY workflow_id
        LIMIT ?
        """;

    public const string Count =
        """
        SELECT count(*)
        FROM (SELECT slot, id AS run_id, namespace_id, schedule_id AS workflow_id FROM schedules) AS visibility
        """;
}
