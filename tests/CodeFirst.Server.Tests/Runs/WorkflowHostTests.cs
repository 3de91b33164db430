using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Signals;
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
using CodeFirst.Storage.Conformance.Faults;
using CodeFirst.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeFirst.Server.Tests.Runs;

/// <summary>Hosts without gRPC: messages are sent in a known order.</summary>
public sealed class WorkflowHostTests : IAsyncLifetime
{
    private static readonly WorkflowKey Key = new("ns", "order-1");

    private readonly SqliteStore _store = SqliteStore.OpenMemory();
    private readonly WorkflowHosts _hosts;
    private readonly LocalTaskQueues _queues;

    public WorkflowHostTests()
    {
        _queues = new LocalTaskQueues(_store, TimeProvider.System);
        _hosts = NewHosts(maxHosts: 10);
    }

    public async ValueTask InitializeAsync() => await _store.MigrateAsync(CancellationToken.None);

    [Fact]
    public async Task Messages_ThatWaitTogether_AreOneCommit()
    {
        await StartAsync(_hosts, Key);
        var before = _store.Counters.Commits;
        var release = new TaskCompletionSource();
        var slow = new FaultInjectingStore(_store, async method =>
        {
            await (method == nameof(IStore.CommitAsync) ? release.Task : Task.CompletedTask);
            return StoreFault.None;
        });
        var host = new LocalWorkflowHost(NewHosts(maxHosts: 10, slow), Key);

        // The first is on its way to the store while the others come in.
        var signals = Enumerable.Range(0, 50).Select(_ => host.ExecuteAsync(new RunTarget(string.Empty), NewSignal(), CancellationToken.None)).ToList();
        release.SetResult();
        await Task.WhenAll(signals);

        Assert.Equal(2, _store.Counters.Commits - before);
        Assert.Equal(53, (await host.ReadAsync(string.Empty, CancellationToken.None)).EndEventId);
    }

    [Fact]
    public async Task Query_TaskPending_TravelsWithItAndIsAnsweredByItsCompletion()
    {
        await StartAsync(_hosts, Key);
        var host = new LocalWorkflowHost(_hosts, Key);
        var query = QueryAsync(host);

        var handout = (await TakeAsync(host))!;
        var request = new Protocol.WorkflowService.V1.RespondWorkflowTaskCompletedRequest();
        request.QueryResults[Assert.Single(handout.Queries).Key] = new() { ResultType = QueryResultType.Answered, Answer = TestWorker.Payloads("charged") };
        await host.CompleteWorkflowTaskAsync(new RunTarget(handout.View.Key.RunId), new(handout.Task.Token, request, "unused"), CancellationToken.None);

        Assert.Equal("charged", TestWorker.Text((await query.WaitAsync(TestServer.Patience)).Result!.Answer));
    }

    [Fact]
    public async Task Query_TaskFails_StaysForTheNextAttempt()
    {
        await StartAsync(_hosts, Key);
        var host = new LocalWorkflowHost(_hosts, Key);
        var query = QueryAsync(host);
        var first = (await TakeAsync(host))!;
        await host.ExecuteAsync(new RunTarget(first.View.Key.RunId), new Engine.WorkflowTasks.FailWorkflowTask(first.Task.Token, new()), CancellationToken.None);

        var second = (await TakeAsync(host))!;

        Assert.Equal(first.Queries.Keys, second.Queries.Keys);
        Assert.False(query.IsCompleted);
    }

    [Fact]
    public async Task Query_TaskCompletesWithoutAnAnswer_IsAskedAsATaskOfItsOwn()
    {
        await StartAsync(_hosts, Key);
        var host = new LocalWorkflowHost(_hosts, Key);
        var query = QueryAsync(host);
        var task = (await TakeAsync(host))!;
        var target = new RunTarget(task.View.Key.RunId);
        await host.CompleteWorkflowTaskAsync(target, new(task.Task.Token, new(), "unused"), CancellationToken.None);

        var queue = _queues.Get(new TaskQueueKey("ns", Engine.Tasks.TaskKind.Workflow, TestServer.Queue));
        var item = Assert.IsType<QueryItem>(await queue.PollAsync("worker", TestServer.Patience, CancellationToken.None));
        await host.AnswerQueryAsync(item.Run.RunId, item.QueryId, new() { ResultType = QueryResultType.Answered, Answer = TestWorker.Payloads("late") }, CancellationToken.None);

        Assert.Equal("late", TestWorker.Text((await query.WaitAsync(TestServer.Patience)).Result!.Answer));
    }

    [Fact]
    public async Task Conflict_AnotherProcessWasFaster_IsDecidedAgain()
    {
        var other = NewHosts(maxHosts: 10);
        await StartAsync(_hosts, Key);
        var (ours, theirs) = (new LocalWorkflowHost(_hosts, Key), new LocalWorkflowHost(other, Key));
        await theirs.ExecuteAsync(new RunTarget(string.Empty), NewSignal(), CancellationToken.None);

        await ours.ExecuteAsync(new RunTarget(string.Empty), NewSignal(), CancellationToken.None);

        Assert.Equal(5, (await ours.ReadAsync(string.Empty, CancellationToken.None)).EndEventId);
    }

    [Fact]
    public async Task Conflict_AnotherProcessStartedTheWorkflow_IsSeen()
    {
        var other = NewHosts(maxHosts: 10);
        await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => new LocalWorkflowHost(_hosts, Key).ReadAsync(string.Empty, CancellationToken.None));
        var theirs = await StartAsync(other, Key);

        var ours = await StartAsync(_hosts, Key, WorkflowIdConflictPolicy.UseExisting);

        Assert.False(ours.IsStarted);
        Assert.Equal(theirs.RunId, ours.RunId);
    }

    [Fact]
    public async Task Hosts_MoreThanAllowed_AreDroppedUnlessTheyWouldForget()
    {
        await StartAsync(_hosts, Key);
        await TakeAsync(new LocalWorkflowHost(_hosts, Key));
        for (var i = 0; i < 50; i++)
        {
            await StartAsync(_hosts, new WorkflowKey("ns", $"other-{i}"));
        }

        Assert.True(_hosts.Count <= 11);
        Assert.True((await new LocalWorkflowHost(_hosts, Key).ReadAsync(string.Empty, CancellationToken.None)).State.WorkflowTask.StartedEventId > 0);
        Assert.True((await new LocalWorkflowHost(_hosts, new WorkflowKey("ns", "other-0")).ReadAsync(string.Empty, CancellationToken.None)).State.IsRunning);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static SignalRun NewSignal() => new(new() { SignalName = "go", WorkflowExecution = TestServer.Execution("order-1") });

    private static Task<WorkflowTaskHandout?> TakeAsync(LocalWorkflowHost host) => TakeAsync(host, host.ReadAsync(string.Empty, CancellationToken.None));

    private static async Task<WorkflowTaskHandout?> TakeAsync(LocalWorkflowHost host, Task<RunView> reading)
    {
        var view = await reading;
        var task = view.State.GetReadyTasks().Single();
        return await host.TakeWorkflowTaskAsync(
            view.Key.RunId,
            new(task.TaskQueue, task.ScheduledEventId, task.Attempt, Guid.NewGuid().ToString(), "worker"),
            CancellationToken.None);
    }

    private static Task<QueryAnswer> QueryAsync(LocalWorkflowHost host) => host.QueryAsync(
        new() { Execution = TestServer.Execution("order-1"), Query = new() { QueryType = "status" } }, TestServer.Patience, mayRelay: true, CancellationToken.None);

    private static Task<StartAnswer> StartAsync(WorkflowHosts hosts, WorkflowKey key, WorkflowIdConflictPolicy conflict = WorkflowIdConflictPolicy.Fail) =>
        new LocalWorkflowHost(hosts, key).StartAsync(
            new StartWorkflow
            {
                Start = new StartRun { NamespaceId = key.NamespaceId, RunId = Guid.NewGuid().ToString(), Request = TestServer.StartRequest(key.WorkflowId) },
                ConflictPolicy = conflict,
                ReusePolicy = WorkflowIdReusePolicy.AllowDuplicate,
            },
            CancellationToken.None);

    private WorkflowHosts NewHosts(int maxHosts) => NewHosts(maxHosts, _store);

    private WorkflowHosts NewHosts(int maxHosts, IStore store)
    {
        var cluster = new ClusterMembership(store);
        var answers = new StoredAnswers(store, cluster);
        var context = new HostContext(
            store,
            new CommitPipeline(store, maxBatchesInFlight: 2, minBatchBeside: 1, maxBatchSize: 100),
            _queues,
            new DeadlineQueue(TimeProvider.System),
            new OutboxQueue(),
            cluster,
            new QueryRelay(store, cluster, answers),
            answers,
            new ServerMetrics(),
            TimeProvider.System,
            NullLogger<WorkflowHost>.Instance);
        return new WorkflowHosts(context, maxHosts, maxWaitingCommits: 1000);
    }
}
