using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace CodeFirst.Storage.Sqlite.Connections;

/// <summary>A database file in WAL mode: readers see the last commit while the writer works on the next.</summary>
internal sealed class FileDatabase : SqliteDatabase
{
    // FULL syncs the WAL at every commit: what is reported committed survives a power cut. The page size is fixed when the file is made.
    private const string WriterPragmas =
        """
        PRAGMA busy_timeout = 5000;
        PRAGMA page_size = 8192;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA foreign_keys = OFF;
        PRAGMA cache_size = -32768;
        """;

    private const string ReaderPragmas =
        """
        PRAGMA busy_timeout = 5000;
        PRAGMA query_only = ON;
        """;

    private readonly string _connectionString;
    private readonly FileStream _lock;
    private readonly SqliteSession _writer;
    private readonly ConcurrentBag<SqliteSession> _idleReaders = [];
    private readonly int _maxIdleReaders = Environment.ProcessorCount * 2;
    private volatile bool _disposed;

    public FileDatabase(string path)
    {
        Name = Path.GetFullPath(path);
        _connectionString = new SqliteConnectionStringBuilder { DataSource = Name, Pooling = false }.ToString();
        _lock = Lock(Name);
        try
        {
            _writer = new SqliteSession(_connectionString, WriterPragmas);
        }
        catch (SqliteException exception)
        {
            _lock.Dispose();
            throw new StoreUnavailableException($"Cannot open the SQLite store '{Name}': {exception.Message}", exception);
        }
    }

    public override string Name { get; }

    public override void Write<TArguments>(TArguments arguments, Action<SqliteSession, TArguments> write) => write(_writer, arguments);

    public override void Dispose()
    {
        _disposed = true;
        DisposeIdleReaders();
        _writer.Dispose();
        _lock.Dispose();
    }

    protected override T ReadCore<TArguments, T>(TArguments arguments, Func<SqliteSession, TArguments, T> read)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_idleReaders.TryTake(out var reader))
        {
            reader = new SqliteSession(_connectionString, ReaderPragmas);
        }

        try
        {
            return read(reader, arguments);
        }
        finally
        {
            Return(reader);
        }
    }

    // Held while the store is open and gone with the process, however it ends. A server keeps started workflow tasks in memory, so two on one file would
    // only hinder each other, and SQLite's own locks do not say who is in the way. The file stays: deleting it would race with the next opener.
    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new StoreUnavailableException($"Cannot open the SQLite store '{path}': its folder does not exist. Create the folder or choose another file.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StoreUnavailableException($"Cannot open the SQLite store '{path}': {exception.Message}", exception);
        }
        catch (IOException exception)
        {
            throw new StoreUnavailableException(
                $"The SQLite store '{path}' is in use by another server. Only one may have it open: stop the other one or choose another file. ({exception.Message})",
                exception);
        }
    }

    private void Return(SqliteSession reader)
    {
        if (_idleReaders.Count >= _maxIdleReaders)
        {
            reader.Dispose();
            return;
        }

        _idleReaders.Add(reader);
        if (_disposed)
        {
            DisposeIdleReaders();
        }
    }

    private void DisposeIdleReaders()
    {
        while (_idleReaders.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }
}
