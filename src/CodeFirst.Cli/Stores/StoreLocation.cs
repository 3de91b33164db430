using System.Diagnostics.CodeAnalysis;
using CodeFirst.Storage;
using CodeFirst.Storage.Postgres;
using CodeFirst.Storage.Sqlite;

namespace CodeFirst.Cli.Stores;

/// <summary>Where data is kept, as the <c>--store</c> option writes it.</summary>
internal sealed class StoreLocation
{
    /// <summary>What the option accepts, for messages.</summary>
    public const string Syntax = "postgres:CONNECTION_STRING, sqlite:PATH or memory";

    /// <summary>What the option is for.</summary>
    public const string Description = "Where to keep data: a PostgreSQL database, a SQLite file, or memory, which is gone when the process ends.";

    private const string PostgresPrefix = "postgres:";
    private const string SqlitePrefix = "sqlite:";
    private const string MemoryName = "memory";

    private readonly string _name;
    private readonly Func<IStore> _open;

    private StoreLocation(string name, Func<IStore> open)
    {
        _name = name;
        _open = open;
    }

    /// <summary>A SQLite file.</summary>
    public static StoreLocation SqliteFile(string path) => new(SqlitePrefix + path, () => SqliteStore.OpenFile(path));

    /// <summary>Reads the option's text.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="location">The store.</param>
    /// <param name="problem">What is wrong with the text. It does not repeat a connection string, which may hold a password.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out StoreLocation? location, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (text.StartsWith(PostgresPrefix, StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal))
        {
            return TryParsePostgres(text, out location, out problem);
        }

        location = text == MemoryName ? new StoreLocation(MemoryName, SqliteStore.OpenMemory)
            : text.StartsWith(SqlitePrefix, StringComparison.Ordinal) && text.Length > SqlitePrefix.Length ? SqliteFile(text[SqlitePrefix.Length..])
            : null;
        problem = location is null ? $"'{text}' is no store: write {Syntax}." : null;
        return location is not null;
    }

    /// <summary>Opens the store.</summary>
    public IStore Open() => _open();

    /// <summary>The location without user name and password.</summary>
    public override string ToString() => _name;

    private static bool TryParsePostgres(string text, [NotNullWhen(true)] out StoreLocation? location, [NotNullWhen(false)] out string? problem)
    {
        // A URI may stand alone: its own scheme is the prefix.
        var isUri = text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal);
        var connectionString = isUri ? text : text[PostgresPrefix.Length..];
        try
        {
            location = new StoreLocation(PostgresPrefix + PostgresStore.Describe(connectionString), () => PostgresStore.Open(connectionString));
            problem = null;
            return true;
        }
        catch (ArgumentException exception)
        {
            location = null;
            problem = exception.Message;
            return false;
        }
    }
}
