namespace CodeFirst.Storage.Sqlite.Namespaces;

internal static class NamespacesSql
{
    public const string Create =
        """
        INSERT INTO namespaces (id, name, description, owner_email, data, retention, created, state, search_attributes)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        ON CONFLICT DO NOTHING
        RETURNING id
        """;

    /// <summary>Primary key. OR IGNORE leaves the row when another one has the name.</summary>
    public const string Update =
        """
        UPDATE OR IGNORE namespaces
        SET name = ?1,
            description = ?2,
            owner_email = ?3,
            data = ?4,
            retention = ?5,
            state = ?6,
            search_attributes = ?7,
            version = version + 1
        WHERE id = ?8
          AND version = ?9
        RETURNING id
        """;

    /// <summary>Primary key, and the first entries of indexes visibility_listing and schedules_listing.</summary>
    public const string Delete =
        """
        DELETE FROM namespaces
        WHERE id = ?1
          AND NOT EXISTS (
            SELECT 1
            FROM visibility
            WHERE namespace_id = ?1)
          AND NOT EXISTS (
            SELECT 1
            FROM schedules
            WHERE namespace_id = ?1)
        RETURNING id
        """;

    public const string List =
        """
        SELECT id, name, description, owner_email, data, retention, created, state, search_attributes, version
        FROM namespaces
        ORDER BY name
        """;
}
