using CodeFirst.Engine;
using CodeFirst.Engine.Execution;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Server.Cluster;
using CodeFirst.Server.Commits;
using CodeFirst.Server.Deadlines;
using CodeFirst.Server.Matching;
using CodeFirst.Server.Metrics;
using CodeFirst.Server.Namespaces;
using CodeFirst.Server.Outbox;
using CodeFirst.Server.Queries;
using CodeFirst.Server.Placement;
using CodeFirst.Server.Retention;
using CodeFirst.Server.Runs;
using CodeFirst.Storage.Sqlite;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CodeFirst.Server.Tests.Retention;

/// <summary>The loop on real hosts and a real store.</summary>
public sealed class RetentionLoopTests : IAsyncLifetime, IDisposable
{
    private static readonly string NamespaceId = Guid.NewGuid().ToString();

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly SqliteStore _store = SqliteStore.OpenMemory();
    private readonly LocalPlacement _placement;
    private readonly RetentionLoop _loop;

    public RetentionLoopTests()
    {
        var queues = new LocalTaskQueues(_store, _time);
        var cluster = new ClusterMembership(_store);
        var answers = new StoredAnswers(_store, cluster);
        var context = new HostContext(
            _store,
            new CommitPipeline(_store, maxBatchesInFlight: 2, minBatchBeside: 1, maxBatchSize: 100),
            queues,
            new DeadlineQueue(_time),
            new OutboxQueue(),
            cluster,
            new QueryRelay(_store, cluster, answers),
            answers,
            new ServerMetrics(),
            _time,
            NullLogger<WorkflowHost>.Instance);
        _placement = new LocalPlacement(new WorkflowHosts(context, maxHosts: 100, maxWaitingCommits: 1000), queues);
        _loop = new RetentionLoop(new NamespaceRegistry(_store, _time), _store, _placement, _time, NullLogger<RetentionLoop>.Instance);
    }

    public async ValueTask InitializeAsync()
    {
        await _store.MigrateAsync(CancellationToken.None);
        await _store.CreateNamespaceAsync(
            new() { Id = NamespaceId, Name = "default", Retention = TimeSpan.FromDays(3), CreatedTime = _time.GetUtcNow() },
            CancellationToken.None);
    }

    // B66
    [Fact]
    public async Task RunOnce_RetentionOver_DeletesClosedRunsAlone()
    {
        await StartAsync("closed");
        await TerminateAsync("closed");
        await StartAsync("running");
        _time.Advance(TimeSpan.FromDays(2));
        await StartAsync("closed-later");
        await TerminateAsync("closed-later");

        _time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        Assert.True(await _loop.RunOnceAsync(CancellationToken.None));

        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => ReadAsync("closed"))).StatusCode);
        Assert.True((await ReadAsync("running")).State.IsRunning);
        Assert.False((await ReadAsync("closed-later")).State.IsRunning);
        Assert.Null(await _store.FindCurrentRunAsync(NamespaceId, "closed", CancellationToken.None));
    }

    [Fact]
    public async Task RunOnce_RunOfAnotherProcessIsGone_IsNoError()
    {
        await StartAsync("closed");
        await TerminateAsync("closed");
        var run = (await ReadAsync("closed")).Key;
        _time.Advance(TimeSpan.FromDays(4));
        await _store.DeleteRunAsync(run, CancellationToken.None);

        Assert.True(await _loop.RunOnceAsync(CancellationToken.None));
    }

    [Fact]
    public async Task RunOnce_MoreThanOnePage_SaysThatThereMayBeMore()
    {
        for (var i = 0; i < 501; i++)
        {
            await StartAsync($"closed-{i}");
            await TerminateAsync($"closed-{i}");
        }

        _time.Advance(TimeSpan.FromDays(4));

        Assert.False(await _loop.RunOnceAsync(CancellationToken.None));
        Assert.True(await _loop.RunOnceAsync(CancellationToken.None));
        Assert.Empty(await _store.ReadExpiredRunsAsync(NamespaceId, _time.GetUtcNow(), 1, CancellationToken.None));
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    public void Dispose() => _loop.Dispose();

    private Task<StartAnswer> StartAsync(string workflowId) => GetHost(workflowId).StartAsync(
        new StartWorkflow
        {
            Start = new StartRun { NamespaceId = NamespaceId, RunId = Guid.NewGuid().ToString(), Request = TestServer.StartRequest(workflowId) },
            ConflictPolicy = WorkflowIdConflictPolicy.Fail,
            ReusePolicy = WorkflowIdReusePolicy.AllowDuplicate,
        },
        CancellationToken.None);

    private Task<CommandReply?> TerminateAsync(string workflowId) =>
        GetHost(workflowId).ExecuteAsync(new RunTarget(string.Empty), new TerminateRun(new()), CancellationToken.None);

    private Task<RunView> ReadAsync(string workflowId) => GetHost(workflowId).ReadAsync(string.Empty, CancellationToken.None);

    private IWorkflowHost GetHost(string workflowId) => _placement.GetWorkflow(new WorkflowKey(NamespaceId, workflowId));
}
