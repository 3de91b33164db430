namespace CodeFirst.Storage.Sqlite.Migrations;

internal static class MigrationsSql
{
    public const string CreateTable =
        """
        CREATE TABLE IF NOT EXISTS schema_migrations (
          version  INTEGER NOT NULL PRIMARY KEY,
          name     TEXT    NOT NULL,
          checksum TEXT    NOT NULL
        )
        """;

    public const string ReadApplied =
        """
        SELECT version, checksum
        FROM schema_migrations
        ORDER BY version
        """;

    public const string Record =
        """
        INSERT INTO schema_migrations (version, name, checksum)
        VALUES (?1, ?2, ?3)
        """;
}
