using CodeFirst.Storage.Migrations;
using CodeFirst.Storage.Postgres.Connections;
using Npgsql;

namespace CodeFirst.Storage.Postgres.Migrations;

/// <summary>Applies the embedded scripts that the schema lacks, all in one transaction and under a lock, so that processes which start at once wait for the first.</summary>
internal static class PostgresMigrator
{
    public static IReadOnlyList<Migration> Known { get; } = Migration.LoadFrom(typeof(PostgresMigrator).Assembly);

    /// <returns>What was applied.</returns>
    public static async Task<IReadOnlyList<Migration>> ApplyAsync(PostgresDatabase database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (await ReadAsync(connection, MigrationsSql.LockSchema, static row => row.IsDBNull(0), cancellationToken) is [true])
            {
                throw new StoreUnavailableException(
                    $"The PostgreSQL store '{database.Name}' has no schema to work in. Create the schema of the connection string's Search Path, or correct it.");
            }

            var pending = Migration.GetPending(Known, await ReadAppliedAsync(connection, cancellationToken), database.Name).ToArray();
            foreach (var migration in pending)
            {
                await ExecuteAsync(connection, new Statement(migration.Sql), cancellationToken);
                var record = new Statement(MigrationsSql.Record).Bind(migration.Version).Bind(migration.Name).Bind(migration.Checksum);
                await ExecuteAsync(connection, record, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            return pending;
        }
        catch (NpgsqlException exception)
        {
            throw database.Unavailable(exception);
        }
    }

    private static async Task<List<(int Version, string Checksum)>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await ReadAsync(connection, MigrationsSql.HasTable, static row => row.GetBoolean(0), cancellationToken) is [false])
        {
            await ExecuteAsync(connection, new Statement(MigrationsSql.CreateTable), cancellationToken);
        }

        return await ReadAsync(connection, MigrationsSql.ReadApplied, static row => (row.GetInt32(0), row.GetString(1)), cancellationToken);
    }

    private static async Task<List<T>> ReadAsync<T>(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken)
    {
        await using var command = new Statement(sql).ToCommand();
        command.Connection = connection;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, Statement statement, CancellationToken cancellationToken)
    {
        await using var command = statement.ToCommand();
        command.Connection = connection;

        // A script may take its time on a large table.
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
