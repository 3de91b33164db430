using Npgsql;

namespace CodeFirst.TestDatabase;

/// <summary>An empty database of a test's own, dropped when it is disposed.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    /// <summary>The connection string of a server on which databases may be created. Where it is not set, the process starts a cluster of its own.</summary>
    public const string Variable = "CODEFIRST_TEST_POSTGRES";

    private static readonly Lazy<string> Server = new(FindServer);

    private readonly string _name;

    private TestDatabase(string name)
    {
        _name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(Server.Value) { Database = name }.ConnectionString;
    }

    public string ConnectionString { get; }

    public static async Task<TestDatabase> CreateAsync()
    {
        var database = new TestDatabase($"test_{Guid.NewGuid():N}");
        await ExecuteAsync(Server.Value, $"CREATE DATABASE {database._name}");
        return database;
    }

    /// <summary>Runs statements in it.</summary>
    public Task ExecuteAsync(string sql) => ExecuteAsync(ConnectionString, sql);

    public async ValueTask DisposeAsync() => await ExecuteAsync(Server.Value, $"DROP DATABASE {_name} WITH (FORCE)");

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string FindServer()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return given;
        }

        // Nothing of a test outlives the process, so nothing has to survive a power cut.
        var cluster = PostgresCluster.Start("fsync=off", "full_page_writes=off");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => cluster.Dispose();
        return cluster.ConnectionString;
    }
}
