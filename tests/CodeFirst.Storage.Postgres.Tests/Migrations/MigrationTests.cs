using CodeFirst.Storage.Conformance;
using CodeFirst.Storage.Postgres.Migrations;
using CodeFirst.TestDatabase;
using Npgsql;

namespace CodeFirst.Storage.Postgres.Tests.Migrations;

public sealed class MigrationTests : IAsyncLifetime
{
    private TestSchema _schema = null!;

    public async ValueTask InitializeAsync() => _schema = await TestSchema.CreateAsync();

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    [Fact]
    public async Task Migrate_ManyProcessesAtOnce_AppliesEachScriptOnce()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(MigrateAsync)));

        Assert.Equal(PostgresMigrator.Known.Count, applied.Sum());
    }

    [Fact]
    public async Task Migrate_NewerSchema_IsRefusedWithItsVersion()
    {
        await MigrateAsync();
        await ExecuteAsync("INSERT INTO schema_migrations VALUES (9999, 'future', '')");

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(MigrateAsync);

        Assert.Contains("version 9999", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_ChangedScript_IsRefusedWithItsName()
    {
        await MigrateAsync();
        await ExecuteAsync("UPDATE schema_migrations SET checksum = 'other' WHERE version = 1");

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(MigrateAsync);

        Assert.Contains("'initial'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_FinishedSchemaAsAUserWhoMayNotChangeIt_Succeeds()
    {
        await MigrateAsync();
        var user = $"user_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE ROLE {user} LOGIN; DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %I TO {user}', current_schema()); END $$; GRANT SELECT ON schema_migrations TO {user}");
        try
        {
            await using var store = PostgresStore.Open(new NpgsqlConnectionStringBuilder(_schema.ConnectionString) { Username = user }.ConnectionString);

            Assert.Empty(await store.MigrateAsync(CancellationToken.None));
        }
        finally
        {
            await ExecuteAsync($"DROP OWNED BY {user}; DROP ROLE {user}");
        }
    }

    [Fact]
    public async Task Use_BeforeMigrate_SaysHowToMigrate()
    {
        await using var store = PostgresStore.Open(_schema.ConnectionString);

        var failed = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.LoadRunAsync(Sample.Key("run-1"), CancellationToken.None));

        Assert.Contains("codefirst database migrate", failed.Message, StringComparison.Ordinal);
    }

    private async Task<int> MigrateAsync()
    {
        await using var store = PostgresStore.Open(_schema.ConnectionString);
        return (await store.MigrateAsync(CancellationToken.None)).Count;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_schema.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
