using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.ErrorDetails.V1;
using CodeFirst.Protocol.TaskQueue.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CodeFirst.Server.Tests.Services;

public class ValidationTests
{
    private static readonly Duration Negative = new() { Seconds = -1 };

    // B63
    public static TheoryData<string, Action<StartWorkflowExecutionRequest>> BadStarts => new()
    {
        { "Namespace", request => request.Namespace = string.Empty },
        { "WorkflowId", request => request.WorkflowId = string.Empty },
        { "WorkflowId", request => request.WorkflowId = new string('ä', 501) },
        { "WorkflowId", request => request.WorkflowId = "order\0" },
        { "WorkflowType", request => request.WorkflowType = null },
        { "WorkflowType", request => request.WorkflowType = new WorkflowType() },
        { "TaskQueue", request => request.TaskQueue = null },
        { "TaskQueue", request => request.TaskQueue = new TaskQueue() },
        { "RequestId", request => request.RequestId = new string('x', 1001) },
        { "WorkflowExecutionTimeout", request => request.WorkflowExecutionTimeout = Negative },
        { "WorkflowRunTimeout", request => request.WorkflowRunTimeout = Negative },
        { "WorkflowTaskTimeout", request => request.WorkflowTaskTimeout = Negative },
        { "WorkflowTaskTimeout", request => request.WorkflowTaskTimeout = new Duration { Seconds = long.MaxValue } },
        { "WorkflowStartDelay", request => request.WorkflowStartDelay = Negative },
        { "BackoffCoefficient", request => request.RetryPolicy = new RetryPolicy { BackoffCoefficient = 0.5 } },
        { "MaximumAttempts", request => request.RetryPolicy = new RetryPolicy { MaximumAttempts = -1 } },
        { "CronSchedule", request => request.CronSchedule = "* * * *" },
        { "Input", request => request.Input = TestWorker.Payloads(new string('x', (2 * 1024 * 1024) + 1)) },
        { "Memo", request => request.Memo = new() { Fields = { ["note"] = TestWorker.Payloads(new string('x', 2 * 1024 * 1024)).Payloads_[0] } } },
        { "user_metadata.summary", request => request.UserMetadata = new() { Summary = TestWorker.Payloads(new string('x', 400)).Payloads_[0] } },
        { "user_metadata.details", request => request.UserMetadata = new() { Details = TestWorker.Payloads(new string('x', 20_000)).Payloads_[0] } },
        { "LastCompletionResult", request => request.LastCompletionResult = TestWorker.Payloads(new string('x', (2 * 1024 * 1024) + 1)) },
        { "ContinuedFailure", request => request.ContinuedFailure = new() { Message = new string('x', (2 * 1024 * 1024) + 1) } },
        { "Identity", request => request.Identity = new string('x', 1001) },
        { "WorkflowIdConflictPolicy", request => request.WorkflowIdConflictPolicy = (WorkflowIdConflictPolicy)99 },
        {
            "TERMINATE_IF_RUNNING",
            request => (request.WorkflowIdReusePolicy, request.WorkflowIdConflictPolicy) =
                (WorkflowIdReusePolicy.TerminateIfRunning, WorkflowIdConflictPolicy.Fail)
        },
    };

    [Theory]
    [MemberData(nameof(BadStarts), DisableDiscoveryEnumeration = true)]
    public async Task Start_BadRequest_NamesTheFieldAndStartsNothing(string field, Action<StartWorkflowExecutionRequest> spoil)
    {
        await using var server = await TestServer.StartAsync();
        var request = TestServer.StartRequest("order-1");
        spoil(request);

        var error = await TestServer.FailureAsync(server.Client.StartWorkflowExecutionAsync(request));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(field, error.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(0, (await server.Client.CountWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace })).Count);
    }

    [Fact]
    public async Task Refusal_OfVeryLongText_IsShortEnoughForItsTrailers()
    {
        await using var server = await TestServer.StartAsync();
        var query = $"Unknown{new string('x', 200_000)} = 1";

        var error = await TestServer.FailureAsync(server.Client.ListWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace, Query = query }));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.True(error.Status.Detail.Length < 3_000);
    }

    [Fact]
    public async Task AnyRequest_UnknownNamespace_IsNotFoundWithTheName()
    {
        await using var server = await TestServer.StartAsync();
        var request = TestServer.StartRequest("order-1");
        request.Namespace = "nowhere";

        var error = await TestServer.FailureAsync(server.Client.StartWorkflowExecutionAsync(request));

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.Equal("nowhere", error.GetRpcStatus()!.GetDetail<NamespaceNotFoundFailure>()!.Namespace);
    }

    [Fact]
    public async Task Signal_UnknownWorkflow_IsNotFoundWithTheDetail()
    {
        await using var server = await TestServer.StartAsync();

        var error = await TestServer.FailureAsync(server.Client.SignalWorkflowExecutionAsync(Signal("order-1")));

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.NotNull(error.GetRpcStatus()!.GetDetail<NotFoundFailure>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("no-uuid")]
    public async Task Signal_BadExecution_IsInvalid(string runId)
    {
        await using var server = await TestServer.StartAsync();
        var request = Signal(runId.Length == 0 ? string.Empty : "order-1");
        request.WorkflowExecution.RunId = runId;

        Assert.Equal(StatusCode.InvalidArgument, (await TestServer.FailureAsync(server.Client.SignalWorkflowExecutionAsync(request))).StatusCode);
    }

    [Fact]
    public async Task Signal_WithoutExecutionOrName_IsInvalid()
    {
        await using var server = await TestServer.StartAsync();
        var nameless = Signal("order-1");
        nameless.SignalName = string.Empty;

        Assert.Equal(StatusCode.InvalidArgument, (await TestServer.FailureAsync(server.Client.SignalWorkflowExecutionAsync(nameless))).StatusCode);
        Assert.Equal(
            StatusCode.InvalidArgument,
            (await TestServer.FailureAsync(server.Client.SignalWorkflowExecutionAsync(new() { Namespace = TestServer.Namespace, SignalName = "go" }))).StatusCode);
    }

    [Fact]
    public async Task Poll_WithoutTaskQueue_IsInvalid()
    {
        await using var server = await TestServer.StartAsync();

        Assert.Equal(
            StatusCode.InvalidArgument,
            (await TestServer.FailureAsync(server.Client.PollWorkflowTaskQueueAsync(new() { Namespace = TestServer.Namespace }))).StatusCode);
        Assert.Equal(
            StatusCode.InvalidArgument,
            (await TestServer.FailureAsync(server.Client.PollActivityTaskQueueAsync(new() { Namespace = TestServer.Namespace }))).StatusCode);
    }

    [Fact]
    public async Task Query_WithoutQuery_IsInvalid()
    {
        await using var server = await TestServer.StartAsync();

        var error = await TestServer.FailureAsync(
            server.Client.QueryWorkflowAsync(new() { Namespace = TestServer.Namespace, Execution = TestServer.Execution("order-1") }));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    [Fact]
    public async Task Heartbeat_TokenOfAnotherNamespace_IsInvalid()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.RegisterNamespaceAsync(new() { Namespace = "other", WorkflowExecutionRetentionPeriod = Duration.FromTimeSpan(TimeSpan.FromDays(1)) });
        await server.StartWorkflowAsync("order-1");
        var task = await server.Worker.PollAsync();

        var error = await TestServer.FailureAsync(server.Client.RespondWorkflowTaskCompletedAsync(new() { TaskToken = task.TaskToken, Namespace = "other" }));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    private static SignalWorkflowExecutionRequest Signal(string workflowId) => new()
    {
        Namespace = TestServer.Namespace,
        WorkflowExecution = TestServer.Execution(workflowId),
        SignalName = "go",
    };
}
