namespace CodeFirst.Storage.Postgres.Namespaces;

internal static class NamespacesSql
{
    public const string Create =
        """
        INSERT INTO namespaces (id, name, description, owner_email, data, retention, created, state, search_attributes, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)
        ON CONFLICT DO NOTHING
        RETURNING 1
        """;

    /// <summary>Primary key. A name that is taken raises a unique violation.</summary>
    public const string Update =
        """
        UPDATE namespaces
        SET name = $2,
            description = $3,
            owner_email = $4,
            data = $5,
            retention = $6,
            state = $7,
            search_attributes = $8,
            version = version + 1
        WHERE id = $1
          AND version = $9
        RETURNING 1
        """;

    /// <summary>Primary key, and the first entries of indexes visibility_listing and schedules_listing.</summary>
    public const string Delete =
        """
        DELETE FROM namespaces
        WHERE id = $1
          AND NOT EXISTS (
            SELECT 1
            FROM visibility
            WHERE namespace_id = $1)
          AND NOT EXISTS (
            SELECT 1
            FROM schedules
            WHERE namespace_id = $1)
        RETURNING 1
        """;

    public const string List =
        """
        SELECT id, name, description, owner_email, data, retention, created, state, search_attributes, version
        FROM namespaces
        ORDER BY name
        """;
}
