using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Update.V1;
using CodeFirst.Server.Tests.Fuzz;
using CodeFirst.Storage;
using CodeFirst.Storage.Conformance.Faults;
using CodeFirst.Storage.Sqlite;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Server.Tests.BadInput;

/// <summary>Callers whose connection breaks: what they asked for happens whole or not at all, and nothing is an error of the server.</summary>
public sealed class BrokenConnectionTests : IDisposable
{
    private readonly ErrorLog _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task UnaryCall_BrokenWhileItIsCommitted_HappensWholeAndIsKnownAgain()
    {
        var isHeld = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var store = new FaultInjectingStore(SqliteStore.OpenMemory(), async method =>
        {
            if (method == nameof(IStore.CommitAsync))
            {
                isHeld.TrySetResult();
                await release.Task;
            }

            return StoreFault.None;
        });
        await using var server = await StartAsync(store);
        using var connection = new BreakableConnection(server);
        var request = TestServer.StartRequest("order-1");
        var start = connection.Client.StartWorkflowExecutionAsync(request);
        await isHeld.Task;

        connection.Break();
        await TestServer.FailureAsync(start);
        release.SetResult();
        var again = await server.Client.StartWorkflowExecutionAsync(request);

        Assert.True(again.Started);
        Assert.Equal([EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled], (await server.HistoryAsync("order-1")).History.Events.Select(e => e.EventType));
        Assert.Equal(1, (await server.Client.CountWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace })).Count);
        Assert.Empty(_log.Errors);
    }

    [Fact]
    public async Task UnaryCall_BrokenInTheMiddleOfItsRequest_ChangesNothing()
    {
        await using var server = await StartAsync();
        using var connection = new BreakableConnection(server);
        var commits = server.Counters.Commits;
        using var half = new HalfRequest();
        var answer = SendAsync(connection, half, TestContext.Current.CancellationToken);
        await half.Sent;

        connection.Break();
        await Assert.ThrowsAsync<HttpRequestException>(() => answer);

        await server.StartWorkflowAsync("order-1");
        Assert.Equal(commits + 1, server.Counters.Commits);
        Assert.Empty(_log.Errors);
    }

    [Fact]
    public async Task UnaryCall_CanceledInTheMiddleOfItsRequest_ChangesNothing()
    {
        await using var server = await StartAsync();
        using var connection = new BreakableConnection(server);
        var commits = server.Counters.Commits;
        using var half = new HalfRequest();
        using var cancel = new CancellationTokenSource();
        var answer = SendAsync(connection, half, cancel.Token);
        await half.Sent;

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);

        // A call after it on the same connection: by its answer the server knows of the end of the first.
        await connection.Client.StartWorkflowExecutionAsync(TestServer.StartRequest("order-1"));
        Assert.Equal(commits + 1, server.Counters.Commits);
        Assert.Empty(_log.Errors);
    }

    [Theory]
    [InlineData(new byte[] { 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0x0a, 0x7f, 0x01 })]
    [InlineData(new byte[] { 0x0a, 0x02, 0xc3, 0x28 })]
    public async Task Request_ThatIsNoMessage_IsInvalid(byte[] garbage)
    {
        await using var server = await StartAsync();
        var bytes = Marshallers.Create<byte[]>(message => message, message => message);
        var method = new Method<byte[], byte[]>(MethodType.Unary, "temporal.api.workflowservice.v1.WorkflowService", "StartWorkflowExecution", bytes, bytes);

        var error = await TestServer.FailureAsync(server.Channel.CreateCallInvoker().AsyncUnaryCall(method, host: null, default, garbage));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Empty(_log.Errors);
    }

    [Fact]
    public async Task LongPolls_Broken_LoseNoTask()
    {
        await using var server = await StartAsync();
        await server.StartWorkflowAsync("waiting");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync());
        using var connection = new BreakableConnection(server);
        var execution = TestServer.Execution("waiting");
        var history = connection.Client.GetWorkflowExecutionHistoryAsync(new()
        {
            Namespace = TestServer.Namespace,
            Execution = execution,
            WaitNewEvent = true,
            HistoryEventFilterType = HistoryEventFilterType.CloseEvent,
        });
        var workflows = connection.Client.PollWorkflowTaskQueueAsync(TestWorker.Poll(TestServer.Queue));
        var activities = connection.Client.PollActivityTaskQueueAsync(new() { Namespace = TestServer.Namespace, TaskQueue = new() { Name = TestServer.Queue }, Identity = "worker" });
        await server.WaitForPollersAsync((TestServer.Queue, TaskQueueType.Workflow), (TestServer.Queue, TaskQueueType.Activity));

        connection.Break();
        await TestServer.FailureAsync(history);
        await TestServer.FailureAsync(workflows);
        await TestServer.FailureAsync(activities);

        await server.StartWorkflowAsync("order-1");
        var task = await server.Worker.PollAsync();
        Assert.Equal("order-1", task.WorkflowExecution.WorkflowId);
        await server.Worker.CompleteAsync(task, TestWorker.ScheduleActivity("charge"));
        Assert.Equal("charge", (await server.Worker.PollActivityAsync()).ActivityId);
        Assert.Empty(_log.Errors);
    }

    [Fact]
    public async Task UpdateAndQuery_Broken_UpdateHappensAllTheSame()
    {
        await using var server = await StartAsync();
        await server.StartWorkflowAsync("waiting");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync());
        using var connection = new BreakableConnection(server);
        var execution = TestServer.Execution("waiting");
        var query = connection.Client.QueryWorkflowAsync(new() { Namespace = TestServer.Namespace, Execution = execution, Query = new() { QueryType = "status" } });
        var update = connection.Client.UpdateWorkflowExecutionAsync(new()
        {
            Namespace = TestServer.Namespace,
            WorkflowExecution = execution,
            Request = new() { Meta = new() { UpdateId = "update-1" }, Input = new() { Name = "Rename" } },
        });
        await WaitUntilKnownAsync(server, new() { WorkflowExecution = execution, UpdateId = "update-1" });

        connection.Break();
        await TestServer.FailureAsync(query);
        await TestServer.FailureAsync(update);

        // The query may be polled until the server knows that nobody waits for it any more.
        var task = await server.Worker.PollAsync();
        task = task.Query is null ? task : await server.Worker.PollAsync();
        Assert.Equal("update-1", Assert.Single(task.Messages).ProtocolInstanceId);
        await server.Worker.CompleteAsync(task, TestWorker.Complete());
        Assert.Equal(WorkflowExecutionStatus.Completed, (await server.DescribeAsync("waiting")).WorkflowExecutionInfo.Status);
        Assert.Empty(_log.Errors);
    }

    private static async Task<HttpResponseMessage> SendAsync(BreakableConnection connection, HalfRequest half, CancellationToken cancellationToken)
    {
        using var call = new HttpRequestMessage(HttpMethod.Post, new Uri(connection.Address, "/temporal.api.workflowservice.v1.WorkflowService/StartWorkflowExecution"))
        {
            Version = new Version(2, 0),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = half,
            Headers = { { "te", "trailers" } },
        };
        return await connection.Http.SendAsync(call, cancellationToken);
    }

    private static async Task WaitUntilKnownAsync(TestServer server, UpdateRef update)
    {
        using var patience = new CancellationTokenSource(TestServer.Patience);
        while (true)
        {
            try
            {
                await server.Client.PollWorkflowExecutionUpdateAsync(new() { Namespace = TestServer.Namespace, UpdateRef = update }, cancellationToken: patience.Token);
                return;
            }
            catch (RpcException unknown) when (unknown.StatusCode == StatusCode.NotFound)
            {
            }
        }
    }

    private Task<TestServer> StartAsync(IStore? store = null) =>
        TestServer.StartAsync(store, configure: options => options with { ConfigureLogging = logging => logging.AddProvider(_log) });
}
