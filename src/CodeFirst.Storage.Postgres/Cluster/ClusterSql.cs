namespace CodeFirst.Storage.Postgres.Cluster;

internal static class ClusterSql
{
    /// <summary>
    /// The table has a row for each process. A statement does not see its own writes, so the node is left out and counted by hand; those long dead are swept.
    /// Of a process that was killed the connection on which it listened is gone, long before its row expires.
    /// </summary>
    public const string Heartbeat =
        """
        WITH beat AS (
          INSERT INTO nodes (id, expires)
          VALUES ($1, now() + $2)
          ON CONFLICT (id) DO UPDATE
          SET expires = excluded.expires
        ), swept AS (
          DELETE FROM nodes
          WHERE expires < now() - interval '1 hour'
            AND id <> $1
        )
        SELECT count(*) FILTER (WHERE id < $1), count(*) + 1
        FROM nodes
        WHERE id <> $1
          AND expires > now()
          AND (backend IS NULL
            OR EXISTS (
              SELECT FROM pg_stat_activity AS activity
              WHERE activity.pid = nodes.backend
                AND activity.datname = current_database()))
        """;

    /// <summary>Primary key.</summary>
    public const string Leave =
        """
        DELETE FROM nodes
        WHERE id = $1
        """;

    /// <summary>A notification that a crash loses is no loss: its transaction does not wait for the disk.</summary>
    public const string Notify =
        """
        SELECT set_config('synchronous_commit', 'off', true), (SELECT count(pg_notify('codefirst', payload)) FROM unnest($1) AS payload)
        """;

    public const string Listen = "LISTEN codefirst";

    /// <summary>Primary key. The node's life hangs on the connection that runs it.</summary>
    public const string TieToConnection =
        """
        UPDATE nodes
        SET backend = pg_backend_pid()
        WHERE id = $1
        """;
}
