namespace CodeFirst.Storage.Postgres.Runs;

internal static class RunsSql
{
    /// <summary>Migration 0002 says what it does.</summary>
    public const string Commit =
        """
        SELECT commit_runs(
          $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30,
          $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60,
          $61, $62, $63)
        """;

    /// <summary>Primary key.</summary>
    public const string Load =
        """
        SELECT version, state, deadline
        FROM runs
        WHERE slot = $1
          AND run_id = $2
          AND namespace_id = $3
          AND workflow_id = $4
        """;

    /// <summary>Both primary keys.</summary>
    public const string LoadCurrent =
        """
        SELECT runs.version, runs.state, runs.deadline
        FROM current_runs
        JOIN runs USING (slot, run_id)
        WHERE current_runs.slot = $1
          AND current_runs.namespace_id = $2
          AND current_runs.workflow_id = $3
        """;

    /// <summary>Primary key.</summary>
    public const string FindCurrent =
        """
        SELECT run_id
        FROM current_runs
        WHERE slot = $1
          AND namespace_id = $2
          AND workflow_id = $3
        """;

    /// <summary>Both primary keys. A text that is no run id comes as a null.</summary>
    public const string ReadVersions =
        """
        SELECT
          (SELECT run_id
           FROM current_runs
           WHERE slot = $1
             AND namespace_id = $2
             AND workflow_id = $3),
          ARRAY(
           SELECT coalesce((
             SELECT version
             FROM runs
             WHERE slot = $1
               AND run_id = asked.run_id), 0)
           FROM unnest($4) WITH ORDINALITY AS asked (run_id, place)
           ORDER BY asked.place)
        """;

    /// <summary>Index runs_deadline, read in order up to the limit.</summary>
    public const string ReadDue =
        """
        SELECT namespace_id, workflow_id, run_id, deadline
        FROM runs
        WHERE deadline <= $1
        ORDER BY deadline
        LIMIT $2
        """;

    /// <summary>Primary keys. Answers how many rows are gone; none when there is no such run.</summary>
    public const string Delete =
        """
        WITH gone_run AS (
          DELETE FROM runs
          WHERE slot = $1
            AND run_id = $2
            AND namespace_id = $3
            AND workflow_id = $4
          RETURNING run_id
        ), gone_current AS (
          DELETE FROM current_runs
          USING gone_run
          WHERE current_runs.slot = $1
            AND current_runs.namespace_id = $3
            AND current_runs.workflow_id = $4
            AND current_runs.run_id = gone_run.run_id
          RETURNING 1
        ), gone_history AS (
          DELETE FROM history
          USING gone_run
          WHERE history.slot = $1
            AND history.run_id = gone_run.run_id
          RETURNING 1
        ), gone_tasks AS (
          DELETE FROM ready_tasks
          USING gone_run
          WHERE ready_tasks.slot = $1
            AND ready_tasks.run_id = gone_run.run_id
          RETURNING 1
        ), gone_visibility AS (
          DELETE FROM visibility
          USING gone_run
          WHERE visibility.slot = $1
            AND visibility.run_id = gone_run.run_id
          RETURNING 1
        )
        SELECT (SELECT count(*) FROM gone_run) + (SELECT count(*) FROM gone_current) + (SELECT count(*) FROM gone_history)
          + (SELECT count(*) FROM gone_tasks) + (SELECT count(*) FROM gone_visibility)
        """;
}
