using CodeFirst.Engine;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Services;
using CodeFirst.Storage;
using CodeFirst.Storage.Sqlite;
using CodeFirst.Server.Tests.Fuzz;
using CodeFirst.Storage.Conformance.Faults;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Server.Tests.Services;

/// <summary>What a log line says of the workflow that a request was about.</summary>
public class RequestSubjectTests
{
    public static TheoryData<IMessage, string, string> Requests { get; } = new()
    {
        { new StartWorkflowExecutionRequest { WorkflowId = "order-1" }, "order-1", string.Empty },
        { new SignalWorkflowExecutionRequest { WorkflowExecution = TestServer.Execution("order-1", "run-1") }, "order-1", "run-1" },
        { new QueryWorkflowRequest { Execution = TestServer.Execution("order-1") }, "order-1", string.Empty },
        { new PollWorkflowExecutionUpdateRequest { UpdateRef = new() { WorkflowExecution = TestServer.Execution("order-1", "run-1") } }, "order-1", "run-1" },
        { new RespondActivityTaskCompletedByIdRequest { WorkflowId = "order-1", RunId = "run-1", ActivityId = "charge" }, "order-1", "run-1" },
        { new RespondWorkflowTaskCompletedRequest { TaskToken = new TaskToken { WorkflowId = "order-1", RunId = "run-1" }.ToByteString() }, "order-1", "run-1" },
        { new ExecuteMultiOperationRequest { Operations = { new ExecuteMultiOperationRequest.Types.Operation { StartWorkflow = new() { WorkflowId = "order-1" } } } }, "order-1", string.Empty },
        { new RespondWorkflowTaskFailedRequest { TaskToken = ByteString.CopyFromUtf8("no token") }, string.Empty, string.Empty },
        { new ListWorkflowExecutionsRequest(), string.Empty, string.Empty },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void Of_Request_IsTheWorkflowItNames(IMessage request, string workflowId, string runId) =>
        Assert.Equal(new RequestSubject(workflowId, runId), RequestSubject.Of(request));

    [Fact]
    public async Task Call_FailsUnexpectedly_IsLoggedWithItsWorkflow()
    {
        using var log = new ErrorLog();
        var store = new FaultInjectingStore(
            SqliteStore.OpenMemory(), method => method == nameof(IStore.LoadRunAsync) ? throw new InvalidOperationException("broken") : Task.FromResult(StoreFault.None));
        await using var server = await TestServer.StartAsync(store, configure: options => options with { ConfigureLogging = logging => logging.AddProvider(log) });

        var request = new SignalWorkflowExecutionRequest
        {
            Namespace = TestServer.Namespace,
            WorkflowExecution = TestServer.Execution("order-1", Guid.NewGuid().ToString()),
            SignalName = "approve",
        };
        await TestServer.FailureAsync(server.Client.SignalWorkflowExecutionAsync(request));

        Assert.Contains($"workflow 'order-1', run '{request.WorkflowExecution.RunId}'", Assert.Single(log.Errors), StringComparison.Ordinal);
    }
}
