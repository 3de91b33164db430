using CodeFirst.Storage;
using CodeFirst.Storage.Postgres;
using CodeFirst.Storage.Sqlite;

namespace CodeFirst.Benchmarks;

/// <summary>The store that is measured. A temporary one is deleted with its folder.</summary>
internal sealed class BenchmarkStore : IDisposable
{
    public const string TemporaryFile = "sqlite";

    private const string Memory = "memory";
    private const string PostgresPrefix = "postgres:";
    private const string FilePrefix = "sqlite:";

    private readonly string? _temporaryFolder;

    private BenchmarkStore(IStore store, string description, string? temporaryFolder = null)
    {
        Store = store;
        Description = description;
        _temporaryFolder = temporaryFolder;
    }

    public IStore Store { get; }

    /// <summary>What a reader of the figures has to know.</summary>
    public string Description { get; }

    public static BenchmarkStore Open(string location)
    {
        switch (location)
        {
            case Memory:
                return new BenchmarkStore(SqliteStore.OpenMemory(), "SQLite in memory, not durable");
            case TemporaryFile:
                var folder = Directory.CreateTempSubdirectory("codefirst-bench-").FullName;
                return new BenchmarkStore(SqliteStore.OpenFile(Path.Combine(folder, "bench.db")), "SQLite file, fsync at each commit", folder);
            case var path when path.StartsWith(FilePrefix, StringComparison.Ordinal):
                return new BenchmarkStore(SqliteStore.OpenFile(path[FilePrefix.Length..]), "SQLite file, fsync at each commit");
            case var database when database.StartsWith(PostgresPrefix, StringComparison.Ordinal):
                return new BenchmarkStore(PostgresStore.Open(database[PostgresPrefix.Length..]), "PostgreSQL");
            default:
                throw new ArgumentException($"'{location}' is no store: write postgres:CONNECTION_STRING, sqlite:PATH or memory.", nameof(location));
        }
    }

    public void Dispose()
    {
        if (_temporaryFolder is not null)
        {
            Directory.Delete(_temporaryFolder, recursive: true);
        }
    }
}
