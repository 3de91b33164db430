using Microsoft.Data.Sqlite;

namespace CodeFirst.Storage.Sqlite.Connections;

/// <summary>Where the data is, and who may use which connection when: many readers beside one writer.</summary>
internal abstract class SqliteDatabase : IDisposable
{
    /// <summary>For messages.</summary>
    public abstract string Name { get; }

    /// <summary>Reads on the calling thread: what is read is mostly in the page cache, and a hand-over would cost more than it frees.</summary>
    public T Read<TArguments, T>(TArguments arguments, Func<SqliteSession, TArguments, T> read)
    {
        try
        {
            return ReadCore(arguments, read);
        }
        catch (SqliteException exception)
        {
            throw Unavailable(exception);
        }
    }

    /// <summary>Gives the writing connection to <paramref name="write"/>. Called by the write loop only.</summary>
    public abstract void Write<TArguments>(TArguments arguments, Action<SqliteSession, TArguments> write);

    public abstract void Dispose();

    /// <summary>What callers of the store see of a failure in SQLite.</summary>
    public StoreUnavailableException Unavailable(SqliteException exception) =>
        new($"The SQLite store '{Name}' failed: {exception.Message}", exception);

    protected abstract T ReadCore<TArguments, T>(TArguments arguments, Func<SqliteSession, TArguments, T> read);
}
