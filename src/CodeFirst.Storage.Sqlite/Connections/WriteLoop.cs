using Microsoft.Data.Sqlite;

namespace CodeFirst.Storage.Sqlite.Connections;

/// <summary>
/// The only writer: a thread of its own, since SQLite blocks while the disk syncs. Requests that arrive during one commit form the next transaction together
/// (group commit); an idle loop commits a single request at once.
/// </summary>
internal sealed class WriteLoop : IAsyncDisposable
{
    /// <summary>Bounds how long one transaction keeps its callers waiting.</summary>
    private const int MaxGroup = 256;

    private readonly SqliteDatabase _database;
    private readonly object _gate = new();
    private readonly Queue<WriteRequest> _waiting = new();
    private readonly List<WriteRequest> _group = new(MaxGroup);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _stopping;
    private long _commits;
    private long _rowsWritten;

    public WriteLoop(SqliteDatabase database)
    {
        _database = database;
        new Thread(Run) { IsBackground = true, Name = "SQLite writer" }.Start();
    }

    public StoreCounters Counters => new(Interlocked.Read(ref _commits), Interlocked.Read(ref _rowsWritten), RoundTrips: 0);

    public Task<T> WriteAsync<T>(Func<SqliteSession, T> write)
    {
        var request = new WriteRequest<T>(write);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping, typeof(SqliteStore));
            _waiting.Enqueue(request);
            Monitor.Pulse(_gate);
        }

        return request.Completion;
    }

    /// <summary>Finishes what waits, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.Pulse(_gate);
        }

        await _stopped.Task;
    }

    private void Run()
    {
        while (TakeGroup())
        {
            _database.Write(this, static (session, loop) => loop.CommitGroup(session));
        }

        _stopped.SetResult();
    }

    private bool TakeGroup()
    {
        _group.Clear();
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_stopping)
            {
                Monitor.Wait(_gate);
            }

            while (_group.Count < MaxGroup && _waiting.TryDequeue(out var request))
            {
                _group.Add(request);
            }
        }

        return _group.Count > 0;
    }

    private void CommitGroup(SqliteSession session)
    {
        if (TryCommit(session, _group, out _))
        {
            return;
        }

        // One request that cannot be written must not fail its neighbours: each gets a transaction of its own. Had the shared one been committed in spite of
        // the failure, the versions would turn the second attempt into a conflict.
        foreach (var request in _group)
        {
            if (!TryCommit(session, [request], out var failure))
            {
                request.Fail(failure is SqliteException sqlite ? _database.Unavailable(sqlite) : failure!);
            }
        }
    }

    private bool TryCommit(SqliteSession session, List<WriteRequest> requests, out Exception? failure)
    {
        try
        {
            var before = session.TotalChanges;
            session.Prepare(TransactionSql.Begin).Execute();
            foreach (var request in requests)
            {
                request.Write(session);
            }

            var rows = session.TotalChanges - before;
            session.Prepare(TransactionSql.Commit).Execute();
            Count(rows);
            failure = null;
        }
        catch (Exception exception)
        {
            failure = exception;
            RollBack(session);
            return false;
        }

        foreach (var request in requests)
        {
            request.Complete();
        }

        return true;
    }

    private static void RollBack(SqliteSession session)
    {
        if (session.IsInTransaction)
        {
            session.Prepare(TransactionSql.RollBack).Execute();
        }
    }

    private void Count(long rows)
    {
        if (rows > 0)
        {
            Interlocked.Increment(ref _commits);
            Interlocked.Add(ref _rowsWritten, rows);
        }
    }
}
