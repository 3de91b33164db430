namespace CodeFirst.Storage.Sqlite.Connections;

/// <summary>A database that lives with its only connection. Readers and the writer take turns, so nobody sees an open transaction.</summary>
internal sealed class MemoryDatabase : SqliteDatabase
{
    private readonly Lock _turn = new();
    private readonly SqliteSession _session = new("Data Source=:memory:;Pooling=False", "PRAGMA foreign_keys = OFF;");
    private bool _disposed;

    public override string Name => "memory";

    public override void Write<TArguments>(TArguments arguments, Action<SqliteSession, TArguments> write)
    {
        lock (_turn)
        {
            write(_session, arguments);
        }
    }

    public override void Dispose()
    {
        lock (_turn)
        {
            _disposed = true;
            _session.Dispose();
        }
    }

    protected override T ReadCore<TArguments, T>(TArguments arguments, Func<SqliteSession, TArguments, T> read)
    {
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return read(_session, arguments);
        }
    }
}
