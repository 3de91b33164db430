using System.Net;
using CodeFirst.Protocol.ErrorDetails.V1;
using CodeFirst.Protocol.OperatorService.V1;
using CodeFirst.Storage.Sqlite;
using Grpc.Core;
using Service = CodeFirst.Protocol.WorkflowService.V1.WorkflowService;

namespace CodeFirst.Server.Tests.InProcess;

public sealed class InProcessCallInvokerTests : IAsyncLifetime
{
    private CodeFirstServer _server = null!;
    private Service.WorkflowServiceClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        var options = new CodeFirstServerOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Store = SqliteStore.OpenMemory() };
        _server = await CodeFirstServer.StartAsync(options, CancellationToken.None);
        _client = new Service.WorkflowServiceClient(_server.CreateCallInvoker());
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Workflow_RunThroughIt_CompletesAsOverTheWire()
    {
        var worker = new TestWorker(_client);
        await _client.StartWorkflowExecutionAsync(TestServer.StartRequest("order-1"));
        await worker.CompleteAsync(await worker.PollAsync(), TestWorker.Complete("sent"));

        var history = await _client.GetWorkflowExecutionHistoryAsync(new() { Namespace = TestServer.Namespace, Execution = TestServer.Execution("order-1") });

        Assert.Equal("sent", TestWorker.Text(history.History.Events[^1].WorkflowExecutionCompletedEventAttributes.Result));
    }

    [Fact]
    public async Task Operator_CalledThroughIt_Answers()
    {
        var operators = new OperatorService.OperatorServiceClient(_server.CreateCallInvoker());

        var answer = await operators.ListSearchAttributesAsync(new() { Namespace = TestServer.Namespace });

        Assert.Contains("ExecutionStatus", answer.SystemAttributes.Keys);
    }

    [Fact]
    public async Task Refusal_CarriesItsStatusAndDetail()
    {
        await _client.StartWorkflowExecutionAsync(TestServer.StartRequest("order-1"));

        using var call = _client.StartWorkflowExecutionAsync(TestServer.StartRequest("order-1"));
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);

        Assert.Equal(StatusCode.AlreadyExists, error.StatusCode);
        Assert.Equal(StatusCode.AlreadyExists, call.GetStatus().StatusCode);
        Assert.NotNull(error.GetRpcStatus()!.GetDetail<WorkflowExecutionAlreadyStartedFailure>());
    }

    [Fact]
    public async Task Poll_CallerCancels_IsCancelled()
    {
        using var cancellation = new CancellationTokenSource();
        using var poll = _client.PollWorkflowTaskQueueAsync(TestWorker.Poll(TestServer.Queue), cancellationToken: cancellation.Token);

        await cancellation.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => poll.ResponseAsync)).StatusCode);
    }

    [Fact]
    public async Task Query_DeadlinePasses_IsDeadlineExceeded()
    {
        await _client.StartWorkflowExecutionAsync(TestServer.StartRequest("order-1"));

        using var query = _client.QueryWorkflowAsync(
            new() { Namespace = TestServer.Namespace, Execution = TestServer.Execution("order-1"), Query = new() { QueryType = "status" } },
            deadline: DateTime.UtcNow.AddMilliseconds(50));

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => query.ResponseAsync)).StatusCode);
    }
}
