namespace CodeFirst.Storage.Postgres.Migrations;

internal static class MigrationsSql
{
    /// <summary>Null where the search path names no schema that exists. Ends with the transaction.</summary>
    public const string LockSchema =
        """
        SELECT current_schema(), pg_advisory_xact_lock(hashtextextended('codefirst migrations ' || current_schema(), 0))
        """;

    /// <summary>Whether the table is there: creating it where it is would need a right that a user of a finished schema need not have.</summary>
    public const string HasTable =
        """
        SELECT to_regclass('schema_migrations') IS NOT NULL
        """;

    public const string CreateTable =
        """
        CREATE TABLE schema_migrations (
          version  integer NOT NULL PRIMARY KEY,
          name     text    NOT NULL,
          checksum text    NOT NULL
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
        VALUES ($1, $2, $3)
        """;
}
