using CodeFirst.Storage;
using CodeFirst.Storage.Sqlite;

namespace CodeFirst.Cli.Servers;

/// <summary>Where the server keeps its data, as the <c>--store</c> option writes it.</summary>
/// <param name="Path">The SQLite file; null for memory.</param>
internal sealed record StoreLocation(string? Path)
{
    private const string SqlitePrefix = "sqlite:";
    private const string MemoryName = "memory";

    /// <summary>What the option accepts, for messages.</summary>
    public const string Syntax = "sqlite:PATH or memory";

    /// <summary>Reads the option's text.</summary>
    /// <returns>False when it is neither of the two.</returns>
    public static bool TryParse(string text, out StoreLocation location)
    {
        var isFile = text.StartsWith(SqlitePrefix, StringComparison.Ordinal) && text.Length > SqlitePrefix.Length;
        location = new StoreLocation(isFile ? text[SqlitePrefix.Length..] : null);
        return isFile || text == MemoryName;
    }

    /// <summary>Opens the store.</summary>
    public IStore Open() => Path is null ? SqliteStore.OpenMemory() : SqliteStore.OpenFile(Path);

    /// <inheritdoc/>
    public override string ToString() => Path is null ? MemoryName : SqlitePrefix + Path;
}
