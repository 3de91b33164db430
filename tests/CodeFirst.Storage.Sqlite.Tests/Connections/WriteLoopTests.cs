using CodeFirst.Storage.Sqlite.Connections;

namespace CodeFirst.Storage.Sqlite.Tests.Connections;

public sealed class WriteLoopTests : IAsyncLifetime
{
    private const string Insert = "INSERT INTO numbers (n) VALUES (?1)";

    private readonly MemoryDatabase _database = new();
    private readonly WriteLoop _loop;

    public WriteLoopTests() => _loop = new WriteLoop(_database);

    public async ValueTask InitializeAsync() => await _loop.WriteAsync(session =>
    {
        session.ExecuteScript("CREATE TABLE numbers (n INTEGER PRIMARY KEY)");
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();
        _database.Dispose();
    }

    [Fact]
    public async Task Write_RequestsThatArriveDuringACommit_ShareTheNextTransaction()
    {
        using var entered = new SemaphoreSlim(0);
        using var gate = new SemaphoreSlim(0);
        var first = _loop.WriteAsync(session =>
        {
            entered.Release();
            gate.Wait();
            return Put(session, 0);
        });
        await entered.WaitAsync();

        var others = Enumerable.Range(1, 20).Select(n => _loop.WriteAsync(session => Put(session, n))).ToArray();
        gate.Release();
        await first;
        await Task.WhenAll(others);

        Assert.Equal(new StoreCounters(Commits: 2, RowsWritten: 21, RoundTrips: 0), _loop.Counters);
    }

    [Fact]
    public async Task Write_OneOfAGroupFails_ItsNeighboursAreCommitted()
    {
        using var entered = new SemaphoreSlim(0);
        using var gate = new SemaphoreSlim(0);
        var first = _loop.WriteAsync(session =>
        {
            entered.Release();
            gate.Wait();
            return Put(session, 0);
        });
        await entered.WaitAsync();

        var good = _loop.WriteAsync(session => Put(session, 1));
        var bad = _loop.WriteAsync(session => Put(session, 0));
        var alsoGood = _loop.WriteAsync(session => Put(session, 2));
        gate.Release();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => bad);
        Assert.True(await first && await good && await alsoGood);
        Assert.Equal(3, Count());
        Assert.Equal(3, _loop.Counters.RowsWritten);
    }

    [Fact]
    public async Task Write_Throws_IsRolledBackAndTheLoopGoesOn()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _loop.WriteAsync<bool>(session =>
        {
            Put(session, 1);
            throw new InvalidOperationException();
        }));

        Assert.True(await _loop.WriteAsync(session => Put(session, 2)));
        Assert.Equal(1, Count());
    }

    [Fact]
    public async Task Dispose_WithWaitingRequests_FinishesThemAndRefusesMore()
    {
        var waiting = Enumerable.Range(1, 500).Select(n => _loop.WriteAsync(session => Put(session, n))).ToArray();

        await _loop.DisposeAsync();

        Assert.All(waiting, task => Assert.True(task.IsCompletedSuccessfully));
        Assert.Equal(500, Count());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _loop.WriteAsync(session => Put(session, 501)));
    }

    private static bool Put(SqliteSession session, int number)
    {
        session.Prepare(Insert).Bind(number).Execute();
        return true;
    }

    private long Count() => _database.Read(0, static (session, _) =>
    {
        using var rows = session.Prepare("SELECT count(*) FROM numbers").Query();
        rows.Read();
        return rows.GetInt64(0);
    });
}
