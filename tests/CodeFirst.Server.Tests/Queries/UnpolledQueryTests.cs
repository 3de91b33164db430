using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Server.Cluster;
using CodeFirst.Server.Commits;
using CodeFirst.Server.Deadlines;
using CodeFirst.Server.Matching;
using CodeFirst.Server.Metrics;
using CodeFirst.Server.Outbox;
using CodeFirst.Server.Queries;
using CodeFirst.Server.Runs;
using CodeFirst.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CodeFirst.Server.Tests.Queries;

/// <summary>Queries that another process passed on, whose worker stops polling here: one host, and every message in a known order.</summary>
public sealed class UnpolledQueryTests : IAsyncLifetime
{
    private static readonly WorkflowKey Key = new("ns", "order-1");

    private readonly SharedStore _database = new();
    private readonly FakeTimeProvider _time = new();
    private readonly IStore _store;
    private readonly ClusterMembership _cluster;
    private readonly WorkflowHosts _hosts;
    private readonly LocalWorkflowHost _host;
    private readonly ITaskQueue _queue;

    public UnpolledQueryTests()
    {
        _store = _database.OpenDoor();
        _cluster = new ClusterMembership(_store);
        var queues = new LocalTaskQueues(_store, _time);
        var answers = new StoredAnswers(_store, _cluster);
        _hosts = new WorkflowHosts(
            new HostContext(
                _store,
                new CommitPipeline(_store, maxBatchesInFlight: 2, minBatchBeside: 1, maxBatchSize: 100),
                queues,
                new DeadlineQueue(_time),
                new OutboxQueue(),
                _cluster,
                new QueryRelay(_store, _cluster, answers),
                answers,
                new ServerMetrics(),
                _time,
                NullLogger<WorkflowHost>.Instance),
            maxHosts: 10,
            maxWaitingCommits: 1000);
        _host = new LocalWorkflowHost(_hosts, Key);
        _queue = queues.Get(new TaskQueueKey(Key.NamespaceId, TaskKind.Workflow, TestServer.Queue));
    }

    public async ValueTask InitializeAsync()
    {
        await _store.MigrateAsync(CancellationToken.None);
        await new ClusterMembership(_database.OpenDoor()).BeatAsync(CancellationToken.None);
        await _cluster.BeatAsync(CancellationToken.None);
        await StartIdleAsync();
        var poll = _queue.PollAsync("worker", TimeSpan.FromSeconds(1), CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await poll);
    }

    [Fact]
    public async Task InQueue_WorkerMayComeBack_Stays()
    {
        var query = QueryAsync();

        await RecheckAsync();
        var item = await PollAsync();

        Assert.NotNull(await TakeAsync(item));
        Assert.False(query.IsCompleted);
    }

    [Fact]
    public async Task InQueue_WorkerGone_IsCanceledAndNotHandedOutAnyMore()
    {
        var query = QueryAsync();

        await LoseWorkerAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query.WaitAsync(TestServer.Patience));
        Assert.Null(await TakeAsync(await PollAsync()));
    }

    [Fact]
    public async Task WithWorker_WorkerPollsNoMore_WaitsForItsAnswer()
    {
        var query = QueryAsync();
        var item = await PollAsync();
        await TakeAsync(item);

        await LoseWorkerAsync();
        await _host.AnswerQueryAsync(item.Run.RunId, item.QueryId, new() { ResultType = QueryResultType.Answered, Answer = TestWorker.Payloads("late") }, CancellationToken.None);

        Assert.Equal("late", TestWorker.Text((await query.WaitAsync(TestServer.Patience)).Result!.Answer));
    }

    [Fact]
    public async Task WithWorker_TakenAgain_IsHandedOutOnce()
    {
        _ = QueryAsync();
        var item = await PollAsync();

        Assert.NotNull(await TakeAsync(item));
        Assert.Null(await TakeAsync(item));
    }

    [Fact]
    public async Task Returned_WorkerGone_IsCanceled()
    {
        var query = QueryAsync();
        var item = await PollAsync();
        await TakeAsync(item);
        await _host.ReturnQueryAsync(item.QueryId, CancellationToken.None);
        await _queue.ReturnAsync(item);

        await LoseWorkerAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query.WaitAsync(TestServer.Patience));
    }

    [Fact]
    public async Task Returned_AnotherPoller_TakesIt()
    {
        _ = QueryAsync();
        var item = await PollAsync();
        await TakeAsync(item);

        await _host.ReturnQueryAsync(item.QueryId, CancellationToken.None);
        await _queue.ReturnAsync(item);

        Assert.NotNull(await TakeAsync(await PollAsync()));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task StartIdleAsync()
    {
        await _host.StartAsync(
            new StartWorkflow
            {
                Start = new StartRun { NamespaceId = Key.NamespaceId, RunId = Guid.NewGuid().ToString(), Request = TestServer.StartRequest(Key.WorkflowId) },
                ConflictPolicy = WorkflowIdConflictPolicy.Fail,
                ReusePolicy = WorkflowIdReusePolicy.AllowDuplicate,
            },
            CancellationToken.None);
        var item = Assert.IsType<ReadyItem>(await _queue.PollAsync("worker", TestServer.Patience, CancellationToken.None));
        var handout = await _host.TakeWorkflowTaskAsync(
            item.Run.RunId, new(item.Task.TaskQueue, item.Task.ScheduledEventId, item.Task.Attempt, item.RequestId, "worker"), CancellationToken.None);
        await _host.CompleteWorkflowTaskAsync(new RunTarget(item.Run.RunId), new(handout!.Task.Token, new(), "unused"), CancellationToken.None);
    }

    private Task<QueryAnswer> QueryAsync() => _host.QueryAsync(
        new() { Execution = TestServer.Execution(Key.WorkflowId), Query = new() { QueryType = "status" } }, TestServer.Patience, mayRelay: false, CancellationToken.None);

    private async Task<QueryItem> PollAsync() => Assert.IsType<QueryItem>(await _queue.PollAsync("worker", TestServer.Patience, CancellationToken.None));

    private Task<RunView?> TakeAsync(QueryItem item) => _host.TakeQueryAsync(item.Run.RunId, item.QueryId, CancellationToken.None);

    private async Task LoseWorkerAsync()
    {
        // The query is where it belongs before the worker is missed.
        await _host.ReadAsync(string.Empty, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(2));
        await RecheckAsync();
    }

    private Task<bool> RecheckAsync()
    {
        var recheck = new RecheckMessage();
        _hosts.Post(Key, recheck);
        return recheck.Answer.WaitAsync(TestServer.Patience);
    }
}
