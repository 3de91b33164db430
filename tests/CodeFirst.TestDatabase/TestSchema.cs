using Npgsql;

namespace CodeFirst.TestDatabase;

/// <summary>An empty schema of a test's own in a database of the process, much cheaper than a database of its own, and dropped when it is disposed.</summary>
public sealed class TestSchema : IAsyncDisposable
{
    // Ends with the process: either its cluster does, or eng/test.sh stops the one that it started.
    private static readonly Lazy<Task<TestDatabase>> Shared = new(TestDatabase.CreateAsync);

    private readonly TestDatabase _database;
    private readonly string _name;

    private TestSchema(TestDatabase database, string name)
    {
        _database = database;
        _name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(database.ConnectionString) { SearchPath = name }.ConnectionString;
    }

    /// <summary>With the schema as search path.</summary>
    public string ConnectionString { get; }

    public static async Task<TestSchema> CreateAsync()
    {
        var schema = new TestSchema(await Shared.Value, $"test_{Guid.NewGuid():N}");
        await schema._database.ExecuteAsync($"CREATE SCHEMA {schema._name}");
        return schema;
    }

    public async ValueTask DisposeAsync() => await _database.ExecuteAsync($"DROP SCHEMA {_name} CASCADE");
}
