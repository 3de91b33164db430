namespace CodeFirst.Storage.Sqlite.Namespaces;

internal static class NamespacesSql
{
    public const string Create =
        """
        INSERT INTO namespaces (id, name, description, owner_email, data, retention, created)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT DO NOTHING
        RETURNING id
        """;

    public const string List =
        """
        SELECT id, name, description, owner_email, data, retention, created
        FROM namespaces
        ORDER BY name
        """;
}
