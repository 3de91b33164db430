using CodeFirst.Storage.Migrations;
using CodeFirst.Storage.Sqlite.Connections;

namespace CodeFirst.Storage.Sqlite.Migrations;

/// <summary>Applies the embedded scripts that the database lacks, all in the caller's transaction.</summary>
internal static class SqliteMigrator
{
    public static IReadOnlyList<Migration> Known { get; } = Migration.LoadFrom(typeof(SqliteMigrator).Assembly);

    /// <returns>What was applied.</returns>
    public static IReadOnlyList<Migration> Apply(SqliteSession session, string database)
    {
        session.ExecuteScript(MigrationsSql.CreateTable);
        var pending = Migration.GetPending(Known, ReadApplied(session), database).ToArray();
        foreach (var migration in pending)
        {
            session.ExecuteScript(migration.Sql);
            session.Prepare(MigrationsSql.Record).Bind(migration.Version).Bind(migration.Name).Bind(migration.Checksum).Execute();
        }

        return pending;
    }

    private static List<(int Version, string Checksum)> ReadApplied(SqliteSession session)
    {
        var applied = new List<(int, string)>();
        using var rows = session.Prepare(MigrationsSql.ReadApplied).Query();
        while (rows.Read())
        {
            applied.Add((rows.GetInt32(0), rows.GetText(1)));
        }

        return applied;
    }
}
