using System.Collections.Concurrent;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.ErrorDetails.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Storage.Conformance.Faults;
using CodeFirst.Storage.Sqlite;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using static CodeFirst.Server.Tests.TestWorker;

namespace CodeFirst.Server.Tests.Services;

public class QueryTests
{
    [Fact]
    public async Task Query_NothingPending_IsATaskOfItsOwnWithFullHistory()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync());
        var query = QueryAsync(server);

        var task = await server.Worker.PollAsync();
        await server.Worker.AnswerQueryAsync(task, "waiting");

        Assert.Equal("status", task.Query.QueryType);
        Assert.Equal([1L, 2, 3, 4], task.History.Events.Select(e => e.EventId));
        Assert.Equal("waiting", Text((await query).QueryResult));
    }

    [Fact]
    public async Task Query_StickyWorker_GetsOnlyWhatItHasNotSeen()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteStickyAsync(await server.Worker.PollAsync());
        var poll = server.Worker.PollAsync(StickyQueue);
        await server.WaitForPollersAsync((StickyQueue, TaskQueueType.Workflow));
        var query = QueryAsync(server);

        var task = await poll;
        await server.Worker.AnswerQueryAsync(task, "waiting");

        Assert.Equal([4L], task.History.Events.Select(e => e.EventId));
        Assert.Equal(3, task.PreviousStartedEventId);
        Assert.Equal("waiting", Text((await query).QueryResult));
    }

    // B40
    [Fact]
    public async Task Query_StickyWorkerSilent_GoesToTheNormalQueue()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(time: time);
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteStickyAsync(await server.Worker.PollAsync());
        var sticky = server.Worker.PollAsync(StickyQueue);
        await server.WaitForPollersAsync((StickyQueue, TaskQueueType.Workflow));
        var query = QueryAsync(server);
        await sticky;
        var normal = server.Worker.PollAsync();

        time.Advance(TimeSpan.FromSeconds(10));
        await server.Worker.AnswerQueryAsync(await normal, "from another worker");

        Assert.Equal(1, (await normal).History.Events[0].EventId);
        Assert.Equal("from another worker", Text((await query).QueryResult));
    }

    // B39
    [Fact]
    public async Task Query_TaskStartedBefore_IsAskedAfterTheTaskCompletes()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        var task = await server.Worker.PollAsync();
        var query = QueryAsync(server);

        // Whether the query or the completion comes first: it is asked after both.
        await server.Worker.CompleteAsync(task);
        var direct = await server.Worker.PollAsync();
        await server.Worker.AnswerQueryAsync(direct, "later");

        Assert.Equal("later", Text((await query).QueryResult));
    }

    // B40
    [Fact]
    public async Task Query_ClosedRun_IsAnsweredByReplay()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), Complete());
        var query = QueryAsync(server);

        await server.Worker.AnswerQueryAsync(await server.Worker.PollAsync(), "done");

        Assert.Equal("done", Text((await query).QueryResult));
    }

    [Fact]
    public async Task Query_HandlerFails_IsInvalidArgumentWithTheFailure()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync());
        var query = server.Client.QueryWorkflowAsync(Request());
        var task = await server.Worker.PollAsync();

        await server.Client.RespondQueryTaskCompletedAsync(new()
        {
            TaskToken = task.TaskToken,
            CompletedType = QueryResultType.Failed,
            ErrorMessage = "no such query",
            Failure = new() { Message = "no such query", Source = "test" },
        });

        var error = await TestServer.FailureAsync(query);
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal("no such query", error.Status.Detail);
        Assert.Equal("test", error.GetRpcStatus()!.GetDetail<QueryFailedFailure>()!.Failure.Source);
    }

    // B63
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_TooLarge_FailsTheQuery(bool comesWithATask)
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        var first = await server.Worker.PollAsync();
        var query = server.Client.QueryWorkflowAsync(Request());
        if (!comesWithATask)
        {
            await server.Worker.CompleteAsync(first);
        }

        var tooLarge = Payloads(new string('x', 2 * 1024 * 1024));
        if (comesWithATask)
        {
            await server.Client.SignalWorkflowExecutionAsync(new() { Namespace = TestServer.Namespace, WorkflowExecution = TestServer.Execution("order-1"), SignalName = "go" });
            await server.Worker.CompleteAsync(first);
            var task = await server.Worker.PollAsync();
            var result = new Protocol.Query.V1.WorkflowQueryResult { ResultType = QueryResultType.Answered, Answer = tooLarge };
            await server.Client.RespondWorkflowTaskCompletedAsync(new() { TaskToken = task.TaskToken, QueryResults = { [Assert.Single(task.Queries).Key] = result } });
        }
        else
        {
            await server.Client.RespondQueryTaskCompletedAsync(new()
            {
                TaskToken = (await server.Worker.PollAsync()).TaskToken,
                CompletedType = QueryResultType.Answered,
                QueryResult = tooLarge,
            });
        }

        var error = await TestServer.FailureAsync(query);
        Assert.Equal((StatusCode.InvalidArgument, "Query result exceeds size limit."), (error.StatusCode, error.Status.Detail));
    }

    // B39
    [Theory]
    [InlineData(QueryRejectCondition.NotOpen, false, true)]
    [InlineData(QueryRejectCondition.NotOpen, true, true)]
    [InlineData(QueryRejectCondition.NotCompletedCleanly, true, true)]
    [InlineData(QueryRejectCondition.NotCompletedCleanly, false, false)]
    public async Task Query_ClosedRunAndRejectCondition_IsRejectedWithTheStatus(QueryRejectCondition condition, bool failed, bool rejected)
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), failed ? Fail("no") : Complete());
        var request = Request();
        request.QueryRejectCondition = condition;
        var query = server.Client.QueryWorkflowAsync(request);
        if (!rejected)
        {
            await server.Worker.AnswerQueryAsync(await server.Worker.PollAsync(), "fine");
        }

        var expected = failed ? WorkflowExecutionStatus.Failed : WorkflowExecutionStatus.Completed;
        Assert.Equal(rejected ? expected : null, (await query).QueryRejected?.Status);
    }

    [Fact]
    public async Task Query_UnknownWorkflow_IsNotFound()
    {
        await using var server = await TestServer.StartAsync();

        Assert.Equal(StatusCode.NotFound, (await TestServer.FailureAsync(server.Client.QueryWorkflowAsync(Request()))).StatusCode);
    }

    [Fact]
    public async Task Query_NobodyPolls_EndsWithTheCallsDeadline()
    {
        await using var server = await TestServer.StartAsync(configure: options => options with { QueryTimeout = TimeSpan.FromMilliseconds(50) });
        await server.StartWorkflowAsync("order-1");

        Assert.Equal(StatusCode.DeadlineExceeded, (await TestServer.FailureAsync(server.Client.QueryWorkflowAsync(Request()))).StatusCode);
    }

    [Fact]
    public async Task Query_ServerAloneOnItsStore_CostsNothingThere()
    {
        var calls = new ConcurrentBag<string>();
        var store = new FaultInjectingStore(SqliteStore.OpenMemory(), method =>
        {
            calls.Add(method);
            return Task.FromResult(StoreFault.None);
        });
        await using var server = await TestServer.StartAsync(store);
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync());
        calls.Clear();
        var query = QueryAsync(server);
        await server.Worker.AnswerQueryAsync(await server.Worker.PollAsync(), "waiting");
        await query;

        Assert.DoesNotContain(calls, method => method.Contains("Quer", StringComparison.Ordinal) || method.Contains("Answer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answer_Twice_IsNotFound()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync());
        var query = QueryAsync(server);
        var task = await server.Worker.PollAsync();
        await server.Worker.AnswerQueryAsync(task, "one");
        await query;

        var error = await Assert.ThrowsAsync<RpcException>(() => server.Worker.AnswerQueryAsync(task, "two"));

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
    }

    private static QueryWorkflowRequest Request() => new()
    {
        Namespace = TestServer.Namespace,
        Execution = TestServer.Execution("order-1"),
        Query = new() { QueryType = "status" },
    };

    private static async Task<QueryWorkflowResponse> QueryAsync(TestServer server) => await server.Client.QueryWorkflowAsync(Request());
}
