using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.ErrorDetails.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Storage.Postgres;
using Grpc.Core;
using Npgsql;
using static CodeFirst.Server.Tests.TestWorker;

namespace CodeFirst.Server.Tests.Queries;

/// <summary>Queries whose caller, worker and answer meet at different servers of one database (B39, B40 across nodes).</summary>
public sealed class QueryRelayTests : IAsyncLifetime
{
    // Every server of a database hears and answers what is asked in it, so these tests have one of their own.
    private TestDatabase.TestDatabase _database = null!;
    private TestServer _caller = null!;
    private TestServer _polled = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.TestDatabase.CreateAsync();
        _caller = await StartAsync();
        _polled = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _polled.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Query_WorkerPollsTheOtherServer_IsAnsweredFromThereAndLeavesNothing()
    {
        await StartIdleAsync();
        var poll = _polled.Worker.PollAsync();

        var query = QueryAsync();
        var task = await poll;
        await _polled.Worker.AnswerQueryAsync(task, "waiting");

        Assert.Equal("status", task.Query.QueryType);
        Assert.Equal([1L, 2, 3, 4], task.History.Events.Select(e => e.EventId));
        Assert.Equal("waiting", Text((await query).QueryResult));
        Assert.Equal(0, await CountRowsAsync());
    }

    [Fact]
    public async Task Query_StickyWorkerPollsTheOtherServer_GetsOnlyWhatItHasNotSeen()
    {
        await _caller.StartWorkflowAsync("order-1");
        await _polled.Worker.CompleteStickyAsync(await _polled.Worker.PollAsync());
        var poll = _polled.Worker.PollAsync(StickyQueue);

        var query = QueryAsync();
        var task = await poll;
        await _polled.Worker.AnswerQueryAsync(task, "waiting");

        Assert.Equal([4L], task.History.Events.Select(e => e.EventId));
        Assert.Equal("waiting", Text((await query).QueryResult));
    }

    [Fact]
    public async Task Query_TaskPending_TravelsWithItAndSeesTheSignalBefore()
    {
        await StartIdleAsync();
        await SignalAsync();
        var query = QueryAsync();

        // Whether the query or the poll comes first: with the task, or as one of its own after it.
        var task = await _polled.Worker.PollAsync();
        Assert.Contains(task.History.Events, e => e.EventType == EventType.WorkflowExecutionSignaled);
        await CompleteAndAnswerAsync(_polled, task, "signalled");
        if (task.Queries.Count == 0)
        {
            await _polled.Worker.AnswerQueryAsync(await _polled.Worker.PollAsync(), "signalled");
        }

        Assert.Equal("signalled", Text((await query).QueryResult));
    }

    [Fact]
    public async Task Query_WorkerFails_ThrowsWhatItSaid()
    {
        await StartIdleAsync();
        var poll = _polled.Worker.PollAsync();
        var query = _caller.Client.QueryWorkflowAsync(Request());

        await _polled.Client.RespondQueryTaskCompletedAsync(new()
        {
            TaskToken = (await poll).TaskToken,
            CompletedType = QueryResultType.Failed,
            ErrorMessage = "no such query",
            Failure = new() { Message = "no such query", Source = "worker" },
        });

        var error = await TestServer.FailureAsync(query);
        Assert.Equal((StatusCode.InvalidArgument, "no such query"), (error.StatusCode, error.Status.Detail));
        Assert.Equal("worker", error.GetRpcStatus()!.GetDetail<QueryFailedFailure>()!.Failure.Source);
    }

    [Fact]
    public async Task Query_ClosedRun_IsAnsweredByFullReplayOrRejected()
    {
        await _caller.StartWorkflowAsync("order-1");
        await _polled.Worker.CompleteAsync(await _polled.Worker.PollAsync(), Complete());
        var poll = _polled.Worker.PollAsync();

        var query = QueryAsync();
        await _polled.Worker.AnswerQueryAsync(await poll, "closed");
        var rejected = Request();
        rejected.QueryRejectCondition = QueryRejectCondition.NotOpen;

        Assert.Equal("closed", Text((await query).QueryResult));
        Assert.Equal(WorkflowExecutionStatus.Completed, (await _caller.Client.QueryWorkflowAsync(rejected)).QueryRejected.Status);
    }

    [Fact]
    public async Task Query_NobodyPollsAnywhere_EndsInTimeAndLeavesNothing()
    {
        await using var impatient = await StartAsync(TimeSpan.FromMilliseconds(50));
        await StartIdleAsync();

        var error = await TestServer.FailureAsync(impatient.Client.QueryWorkflowAsync(Request()));

        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        await WaitUntilNoRowsAsync();
    }

    [Fact]
    public async Task Query_WorkerComesLater_IsAnsweredWhereverItPolls()
    {
        await StartIdleAsync();
        var query = QueryAsync();

        await _caller.Worker.AnswerQueryAsync(await _caller.Worker.PollAsync(), "late");

        Assert.Equal("late", Text((await query).QueryResult));
    }

    [Fact]
    public async Task Query_WorkerLeavesTheServerThatTookIt_FollowsTheWorker()
    {
        await StartIdleAsync();
        var query = QueryAsync();
        await WaitUntilTakenAsync();

        await _caller.Worker.AnswerQueryAsync(await _caller.Worker.PollAsync(), "elsewhere");

        Assert.Equal("elsewhere", Text((await query).QueryResult));
        Assert.Equal(0, await CountRowsAsync());
    }

    [Fact]
    public async Task Query_StickyWorkerLeavesTheServerThatTookIt_FollowsTheWorker()
    {
        await StartIdleStickyAsync();
        var query = QueryAsync();
        await WaitUntilTakenAsync();

        var task = await _caller.Worker.PollAsync(StickyQueue);
        await _caller.Worker.AnswerQueryAsync(task, "elsewhere");

        Assert.Equal([8L], task.History.Events.Select(e => e.EventId));
        Assert.Equal("elsewhere", Text((await query).QueryResult));
    }

    [Fact]
    public async Task Query_StickyWorkerGone_GoesToAnyWorkerOfTheServerThatTookIt()
    {
        await StartIdleStickyAsync();
        var query = QueryAsync();
        await WaitUntilTakenAsync();

        var task = await _polled.Worker.PollAsync();
        await _polled.Worker.AnswerQueryAsync(task, "another worker");

        Assert.Equal(1, task.History.Events[0].EventId);
        Assert.Equal("another worker", Text((await query).QueryResult));
    }

    [Fact]
    public async Task Query_WorkerLeavesTheServerThatWasAsked_FollowsTheWorker()
    {
        await StartIdleAsync();
        var query = _polled.Client.QueryWorkflowAsync(Request());

        await _caller.Worker.AnswerQueryAsync(await _caller.Worker.PollAsync(), "elsewhere");

        Assert.Equal("elsewhere", Text((await query).QueryResult));
    }

    [Fact]
    public async Task Answer_ToTheOtherServer_ReachesTheCaller()
    {
        await StartIdleAsync();
        var poll = _polled.Worker.PollAsync();
        var query = _polled.Client.QueryWorkflowAsync(Request());

        await _caller.Worker.AnswerQueryAsync(await poll, "through the other");

        Assert.Equal("through the other", Text((await query).QueryResult));
    }

    [Fact]
    public async Task Answer_WithATaskCompletedAtTheOtherServer_ReachesTheCaller()
    {
        await _polled.StartWorkflowAsync("order-1");
        await _polled.Worker.CompleteAsync(await _polled.Worker.PollAsync());
        await SignalAsync();
        var query = _polled.Client.QueryWorkflowAsync(Request());

        // Whether the query or the poll comes first: with the task, or as one of its own after it.
        var task = await _polled.Worker.PollAsync();
        await CompleteAndAnswerAsync(_caller, task, "with the task");
        if (task.Queries.Count == 0)
        {
            await _caller.Worker.AnswerQueryAsync(await _polled.Worker.PollAsync(), "with the task");
        }

        Assert.Equal("with the task", Text((await query).QueryResult));
    }

    private static QueryWorkflowRequest Request() => new()
    {
        Namespace = TestServer.Namespace,
        Execution = TestServer.Execution("order-1"),
        Query = new() { QueryType = "status" },
    };

    private static async Task CompleteAndAnswerAsync(TestServer server, PollWorkflowTaskQueueResponse task, string answer)
    {
        var request = new RespondWorkflowTaskCompletedRequest { TaskToken = task.TaskToken, Namespace = TestServer.Namespace };
        foreach (var id in task.Queries.Keys)
        {
            request.QueryResults.Add(id, new() { ResultType = QueryResultType.Answered, Answer = Payloads(answer) });
        }

        await server.Client.RespondWorkflowTaskCompletedAsync(request);
    }

    private async Task<QueryWorkflowResponse> QueryAsync() => await _caller.Client.QueryWorkflowAsync(Request());

    private async Task StartIdleAsync()
    {
        await _caller.StartWorkflowAsync("order-1");
        await _polled.Worker.CompleteAsync(await _polled.Worker.PollAsync());
    }

    /// <summary>The worker has polled its sticky queue a moment ago.</summary>
    private async Task StartIdleStickyAsync()
    {
        await _caller.StartWorkflowAsync("order-1");
        await _polled.Worker.CompleteStickyAsync(await _polled.Worker.PollAsync());
        await SignalAsync();
        await _polled.Worker.CompleteStickyAsync(await _polled.Worker.PollAsync(StickyQueue));
    }

    private async Task SignalAsync() => await _caller.Client.SignalWorkflowExecutionAsync(new()
    {
        Namespace = TestServer.Namespace,
        WorkflowExecution = TestServer.Execution("order-1"),
        SignalName = "approve",
    });

    private Task<long> CountRowsAsync() => CountAsync("SELECT (SELECT count(*) FROM relayed_queries) + (SELECT count(*) FROM relayed_answers)");

    private async Task<long> CountAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_database.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Waits until a server has taken the query. None does on a machine so busy that the poll before does not count any more.</summary>
    private async Task WaitUntilTakenAsync()
    {
        using var counted = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        while (!counted.IsCancellationRequested && await CountAsync("SELECT count(*) FROM relayed_queries WHERE taken_by IS NOT NULL") == 0)
        {
        }
    }

    private async Task WaitUntilNoRowsAsync()
    {
        using var patience = new CancellationTokenSource(TestServer.Patience);
        while (await CountRowsAsync() > 0)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private Task<TestServer> StartAsync(TimeSpan? queryTimeout = null) => TestServer.StartAsync(
        PostgresStore.Open(_database.ConnectionString), configure: options => options with { QueryTimeout = queryTimeout ?? options.QueryTimeout });
}
