using System.Threading.Channels;
using CodeFirst.Engine.Tasks;
using CodeFirst.Storage.Cluster;
using CodeFirst.Storage.Conformance;

namespace CodeFirst.Storage.Postgres.Tests.Cluster;

public sealed class ClusterTests : IAsyncLifetime
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private const string EndAllConnections =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Notifications are heard in the whole database, so these tests have one of their own.
    private TestDatabase.TestDatabase _database = null!;
    private PostgresStore _first = null!;
    private PostgresStore _second = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.TestDatabase.CreateAsync();
        _first = PostgresStore.Open(_database.ConnectionString);
        _second = PostgresStore.Open(_database.ConnectionString);
        await _first.MigrateAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Heartbeat_OfSeveralNodes_OrdersThemById()
    {
        Assert.Equal(new ClusterView(0, 1), await HeartbeatAsync("b"));
        Assert.Equal(new ClusterView(1, 2), await HeartbeatAsync("c"));
        Assert.Equal(new ClusterView(0, 3), await HeartbeatAsync("a"));
        Assert.Equal(new ClusterView(1, 3), await HeartbeatAsync("b"));

        await _second.LeaveAsync("a", CancellationToken.None);

        Assert.Equal(new ClusterView(0, 2), await HeartbeatAsync("b"));
    }

    [Fact]
    public async Task Heartbeat_NodeThatExpired_IsNotCounted()
    {
        await _second.HeartbeatNodeAsync("a", TimeSpan.Zero, CancellationToken.None);

        Assert.Equal(new ClusterView(0, 1), await HeartbeatAsync("b"));
    }

    [Fact]
    public async Task Heartbeat_NodeThatListened_IsCountedAsLongAsItsConnectionLives()
    {
        await _second.HeartbeatNodeAsync("a", Lifetime, CancellationToken.None);
        Assert.Equal(new ClusterView(1, 2), await HeartbeatAsync("b"));

        await using (await ListenAsync(_second, _first, "a"))
        {
            await _database.ExecuteAsync(EndAllConnections);
            await WaitForViewAsync(new ClusterView(1, 2));
        }

        await WaitForViewAsync(new ClusterView(0, 1));
    }

    [Fact]
    public async Task Notify_AnotherProcess_HearsEveryHintOnce()
    {
        StoreHint[] hints =
        [
            .. Enumerable.Range(0, 300).Select(i => new StoreHint.RunChanged(Sample.Namespace, $"Bestellung \"{i}\"\n größer")),
            new StoreHint.TaskReady(Sample.Namespace, TaskKind.Activity, "Lager"),
            new StoreHint.QueryAsked(Sample.Namespace, "Lager", string.Empty),
            new StoreHint.QueryAnswered("query-1"),
            new StoreHint.PollersAsked("question-1", Sample.Namespace, TaskKind.Workflow, "Lager"),
        ];
        await using var listener = await ListenAsync(_second, _first);

        await _first.NotifyAsync(hints, CancellationToken.None);

        foreach (var hint in hints)
        {
            Assert.Equal(hint, await listener.ReadAsync());
        }
    }

    [Fact]
    public async Task Notify_HintTooLong_IsLeftOutAndTheOthersArrive()
    {
        await using var listener = await ListenAsync(_second, _first);
        var next = new StoreHint.RunChanged(Sample.Namespace, "w");

        await _first.NotifyAsync([new StoreHint.RunChanged(Sample.Namespace, new string('w', 9000)), next], CancellationToken.None);

        Assert.Equal(next, await listener.ReadAsync());
    }

    [Fact]
    public async Task Listen_ConnectionLost_ListensAgain()
    {
        await using var listener = await ListenAsync(_second, _first);

        await _database.ExecuteAsync(EndAllConnections);

        await listener.WaitUntilHeardAsync(_first);
    }

    private static async Task<Listener> ListenAsync(PostgresStore listening, PostgresStore telling, string nodeId = "listener")
    {
        var listener = new Listener(listening, nodeId);
        await listener.WaitUntilHeardAsync(telling);
        return listener;
    }

    private Task<ClusterView> HeartbeatAsync(string nodeId) => _first.HeartbeatNodeAsync(nodeId, Lifetime, CancellationToken.None);

    private async Task WaitForViewAsync(ClusterView expected)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await HeartbeatAsync("b") != expected)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), patience.Token);
        }
    }

    private sealed class Listener : IAsyncDisposable
    {
        private const string Probe = "probe-";

        private readonly Channel<StoreHint> _heard = Channel.CreateUnbounded<StoreHint>();
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _listening;

        public Listener(PostgresStore store, string nodeId) => _listening = store.ListenAsync(nodeId, hint => Assert.True(_heard.Writer.TryWrite(hint)), _stop.Token);

        public async Task<StoreHint> ReadAsync()
        {
            while (true)
            {
                var hint = await _heard.Reader.ReadAsync().AsTask().WaitAsync(Patience);
                if (hint is not StoreHint.RunChanged run || !run.WorkflowId.StartsWith(Probe, StringComparison.Ordinal))
                {
                    return hint;
                }
            }
        }

        /// <summary>Tells it something until it has heard: nobody else knows when it is connected.</summary>
        public async Task WaitUntilHeardAsync(PostgresStore telling)
        {
            var probe = new StoreHint.RunChanged(Sample.Namespace, $"{Probe}{Guid.NewGuid()}");
            using var patience = new CancellationTokenSource(Patience);
            while (!_heard.Reader.TryRead(out var heard) || heard != probe)
            {
                await TellAsync(telling, probe, patience.Token);
                patience.Token.ThrowIfCancellationRequested();
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _listening);
            _stop.Dispose();
        }

        private static async Task TellAsync(PostgresStore telling, StoreHint probe, CancellationToken cancellationToken)
        {
            try
            {
                await telling.NotifyAsync([probe], cancellationToken);
            }
            catch (StoreUnavailableException)
            {
                // Its connections were ended as well.
            }
        }
    }
}
