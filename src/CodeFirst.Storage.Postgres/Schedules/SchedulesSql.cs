namespace CodeFirst.Storage.Postgres.Schedules;

/// <summary>Fixed texts; of the lists, <see cref="Visibility.VisibilityQuery"/> adds the filter and numbers the parameters.</summary>
internal static class SchedulesSql
{
    public const string Create =
        """
        INSERT INTO schedules (slot, namespace_id, schedule_id, version, deadline, data, entry, attributes)
        VALUES ($1, $2, $3, 1, $4, $5, $6, $7)
        ON CONFLICT DO NOTHING
        RETURNING 1
        """;

    /// <summary>Primary key.</summary>
    public const string Update =
        """
        UPDATE schedules
        SET version = version + 1,
            deadline = $4,
            data = $5,
            entry = $6,
            attributes = $7
        WHERE slot = $1
          AND namespace_id = $2
          AND schedule_id = $3
          AND version = $8
        RETURNING 1
        """;

    /// <summary>Primary key.</summary>
    public const string Delete =
        """
        DELETE FROM schedules
        WHERE slot = $1
          AND namespace_id = $2
          AND schedule_id = $3
          AND version = $4
        RETURNING 1
        """;

    /// <summary>Primary key.</summary>
    public const string Load =
        """
        SELECT version, data
        FROM schedules
        WHERE slot = $1
          AND namespace_id = $2
          AND schedule_id = $3
        """;

    /// <summary>Index schedules_deadline, in order.</summary>
    public const string ReadDue =
        """
        SELECT namespace_id, schedule_id, deadline
        FROM schedules
        WHERE deadline <= $1
        ORDER BY deadline
        LIMIT $2
        """;

    /// <summary>Index schedules_listing, in order; schedules_attributes when the filter asks for one value.</summary>
    public const string List =
        """
        SELECT entry
        FROM (SELECT namespace_id, schedule_id AS workflow_id, attributes, entry FROM schedules) AS listed
        WHERE namespace_id = ?
          AND workflow_id > ?
        """;

    public const string Order =
        """

        ORDER BY workflow_id
        LIMIT ?
        """;

    public const string Count =
        """
        SELECT count(*)
        FROM (SELECT namespace_id, schedule_id AS workflow_id, attributes FROM schedules) AS listed
        WHERE namespace_id = ?
        """;
}
