namespace CodeFirst.Storage.Postgres.Cluster;

/// <summary>The tables hold what is under way and are empty most of the time: they have no index but their primary keys.</summary>
internal static class RelayedQueriesSql
{
    public const string Ask =
        """
        INSERT INTO relayed_queries (asked, expires, id, namespace_id, task_queue, sticky_task_queue, request)
        VALUES (now(), now() + $1, $2, $3, $4, $5, $6)
        ON CONFLICT (id) DO NOTHING
        """;

    /// <summary>Rows that another process takes at this moment are passed over. What nobody waits for any more is swept.</summary>
    public const string Take =
        """
        WITH forgotten AS (
          DELETE FROM relayed_queries
          WHERE expires < now()
        ), unheard AS (
          DELETE FROM relayed_answers
          WHERE expires < now()
        ), waiting AS (
          SELECT id
          FROM relayed_queries AS query
          WHERE expires >= now()
            AND NOT EXISTS (
              SELECT FROM nodes
              WHERE nodes.id = query.taken_by
                AND nodes.expires > now())
            AND EXISTS (
              SELECT FROM unnest($2, $3) AS polled (namespace_id, task_queue)
              WHERE polled.namespace_id = query.namespace_id
                AND (polled.task_queue = query.sticky_task_queue
                  OR (polled.task_queue = query.task_queue AND (query.sticky_task_queue = '' OR query.asked <= now() - $4))))
          ORDER BY asked
          LIMIT $5
          FOR UPDATE SKIP LOCKED)
        UPDATE relayed_queries AS query
        SET taken_by = $1
        FROM waiting
        WHERE query.id = waiting.id
        RETURNING query.id, query.namespace_id, query.task_queue, query.sticky_task_queue, query.request, query.expires - now()
        """;

    /// <summary>Primary key. Sticky workers of other processes come first once more.</summary>
    public const string GiveBack =
        """
        UPDATE relayed_queries
        SET taken_by = NULL, asked = now()
        WHERE id = $1
          AND taken_by = $2
        """;

    /// <summary>Primary keys. Callers of queries wait a minute at most, unless a setting says otherwise.</summary>
    public const string Answer =
        """
        WITH answered AS (
          DELETE FROM relayed_queries
          WHERE id = $1
        )
        INSERT INTO relayed_answers (expires, id, answer)
        VALUES (now() + interval '1 minute', $1, $2)
        ON CONFLICT (id) DO NOTHING
        """;

    /// <summary>Primary key.</summary>
    public const string TakeAnswers =
        """
        DELETE FROM relayed_answers
        WHERE id = ANY ($1)
        RETURNING id, answer
        """;

    /// <summary>Primary keys.</summary>
    public const string Withdraw =
        """
        WITH answered AS (
          DELETE FROM relayed_answers
          WHERE id = $1
        )
        DELETE FROM relayed_queries
        WHERE id = $1
        """;
}
