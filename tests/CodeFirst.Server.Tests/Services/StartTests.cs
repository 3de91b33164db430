using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.ErrorDetails.V1;
using Google.Protobuf;
using Grpc.Core;

namespace CodeFirst.Server.Tests.Services;

public class StartTests
{
    [Fact]
    public async Task Start_NewId_AnswersTheRunAndWritesItsFirstEvents()
    {
        await using var server = await TestServer.StartAsync();

        var response = await server.StartWorkflowAsync("order-1");

        Assert.True(response.Started);
        Assert.Equal(WorkflowExecutionStatus.Running, response.Status);
        Assert.Equal(response.RunId, response.FirstExecutionRunId);
        var history = (await server.HistoryAsync("order-1")).History;
        Assert.Equal([EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled], history.Events.Select(e => e.EventType));
    }

    // What payloads hold is between clients and workers.
    [Fact]
    public async Task Start_PayloadsOfAnyMetadata_ComeBackAsTheyWere()
    {
        await using var server = await TestServer.StartAsync();
        var payload = new Payload { Metadata = { [""] = ByteString.Empty, ["encoding"] = ByteString.CopyFrom(0xff, 0x00) }, Data = ByteString.CopyFrom(0xc0, 0x80) };
        var request = TestServer.StartRequest("order-1");
        (request.Input, request.Memo) = (new Payloads { Payloads_ = { payload, new Payload() } }, new Memo { Fields = { ["note"] = payload } });

        await server.Client.StartWorkflowExecutionAsync(request);

        Assert.Equal(request.Input, (await server.HistoryAsync("order-1")).History.Events[0].WorkflowExecutionStartedEventAttributes.Input);
        Assert.Equal(request.Memo, (await server.DescribeAsync("order-1")).WorkflowExecutionInfo.Memo);
        Assert.Equal(request.Memo, (await server.Client.ListWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace })).Executions[0].Memo);
    }

    // B3
    [Fact]
    public async Task Start_SameRequestId_AnswersTheSameRunAsStarted()
    {
        await using var server = await TestServer.StartAsync();
        var request = TestServer.StartRequest("order-1");
        var first = await server.Client.StartWorkflowExecutionAsync(request);

        var again = await server.Client.StartWorkflowExecutionAsync(request);

        Assert.Equal(first, again);
    }

    // B3
    [Fact]
    public async Task Start_SameRequestIdAfterClose_AnswersTheClosedRun()
    {
        await using var server = await TestServer.StartAsync();
        var request = TestServer.StartRequest("order-1");
        request.WorkflowIdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate;
        var first = await server.Client.StartWorkflowExecutionAsync(request);
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.Complete());

        var again = await server.Client.StartWorkflowExecutionAsync(request);

        Assert.Equal(first.RunId, again.RunId);
        Assert.True(again.Started);
        Assert.Equal(WorkflowExecutionStatus.Completed, again.Status);
    }

    // B1
    [Fact]
    public async Task Start_WhileRunning_IsRefusedWithTheRun()
    {
        await using var server = await TestServer.StartAsync();
        var request = TestServer.StartRequest("order-1");
        var first = await server.Client.StartWorkflowExecutionAsync(request);

        var error = await TestServer.FailureAsync(server.Client.StartWorkflowExecutionAsync(TestServer.StartRequest("order-1")));

        Assert.Equal(StatusCode.AlreadyExists, error.StatusCode);
        var detail = error.GetRpcStatus()!.GetDetail<WorkflowExecutionAlreadyStartedFailure>()!;
        Assert.Equal(request.RequestId, detail.StartRequestId);
        Assert.Equal(first.RunId, detail.RunId);
        Assert.Equal(first.RunId, detail.FirstExecutionRunId);
    }

    // B5
    [Fact]
    public async Task Start_WhileRunningUseExisting_AnswersTheRunningRun()
    {
        await using var server = await TestServer.StartAsync();
        var first = await server.StartWorkflowAsync("order-1");
        var request = TestServer.StartRequest("order-1");
        request.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting;

        var second = await server.Client.StartWorkflowExecutionAsync(request);

        Assert.Equal(first.RunId, second.RunId);
        Assert.False(second.Started);
    }

    // B4
    [Theory]
    [InlineData(WorkflowIdConflictPolicy.TerminateExisting, WorkflowIdReusePolicy.Unspecified)]
    [InlineData(WorkflowIdConflictPolicy.Unspecified, WorkflowIdReusePolicy.TerminateIfRunning)]
    public async Task Start_WhileRunningTerminateExisting_ReplacesTheRunInOneCommit(WorkflowIdConflictPolicy conflict, WorkflowIdReusePolicy reuse)
    {
        await using var server = await TestServer.StartAsync();
        var first = await server.StartWorkflowAsync("order-1");
        var request = TestServer.StartRequest("order-1");
        request.WorkflowIdConflictPolicy = conflict;
        request.WorkflowIdReusePolicy = reuse;
        var commits = server.Counters.Commits;

        var second = await server.Client.StartWorkflowExecutionAsync(request);

        Assert.Equal(commits + 1, server.Counters.Commits);
        Assert.NotEqual(first.RunId, second.RunId);
        Assert.True(second.Started);
        Assert.Equal(WorkflowExecutionStatus.Terminated, (await server.DescribeAsync("order-1", first.RunId)).WorkflowExecutionInfo.Status);
        Assert.Equal(second.RunId, (await server.DescribeAsync("order-1")).WorkflowExecutionInfo.Execution.RunId);
    }

    // B1, B2
    [Theory]
    [InlineData(WorkflowIdReusePolicy.Unspecified, false, true)]
    [InlineData(WorkflowIdReusePolicy.AllowDuplicate, false, true)]
    [InlineData(WorkflowIdReusePolicy.AllowDuplicateFailedOnly, false, false)]
    [InlineData(WorkflowIdReusePolicy.AllowDuplicateFailedOnly, true, true)]
    [InlineData(WorkflowIdReusePolicy.RejectDuplicate, true, false)]
    public async Task Start_AfterClose_FollowsTheReusePolicy(WorkflowIdReusePolicy policy, bool failed, bool allowed)
    {
        await using var server = await TestServer.StartAsync();
        var first = await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), failed ? TestWorker.Fail("no") : TestWorker.Complete());
        var request = TestServer.StartRequest("order-1");
        request.WorkflowIdReusePolicy = policy;

        var call = server.Client.StartWorkflowExecutionAsync(request);

        if (allowed)
        {
            Assert.NotEqual(first.RunId, (await call).RunId);
        }
        else
        {
            Assert.Equal(StatusCode.AlreadyExists, (await TestServer.FailureAsync(call)).StatusCode);
        }
    }

    [Fact]
    public async Task Start_ManyAtOnceOfOneId_StartsOneRun()
    {
        await using var server = await TestServer.StartAsync();
        var calls = Enumerable.Range(0, 32).Select(_ =>
        {
            var request = TestServer.StartRequest("order-1");
            request.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting;
            return server.Client.StartWorkflowExecutionAsync(request).ResponseAsync;
        });

        var responses = await Task.WhenAll(calls);

        Assert.Single(responses.Select(response => response.RunId).Distinct());
        Assert.Single(responses, response => response.Started);
    }

    // B38
    [Fact]
    public async Task SignalWithStart_NewIdAndRunningId_StartsOnceAndSignalsBothTimes()
    {
        await using var server = await TestServer.StartAsync();
        var request = SignalWithStart("order-1", "first");
        var first = await server.Client.SignalWithStartWorkflowExecutionAsync(request);
        var retried = await server.Client.SignalWithStartWorkflowExecutionAsync(request);
        var second = await server.Client.SignalWithStartWorkflowExecutionAsync(SignalWithStart("order-1", "second"));

        Assert.True(first.Started);
        Assert.Equal(first, retried);
        Assert.False(second.Started);
        Assert.Equal(first.RunId, second.RunId);
        var events = (await server.HistoryAsync("order-1")).History.Events;
        Assert.Equal(
            [EventType.WorkflowExecutionStarted, EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskScheduled, EventType.WorkflowExecutionSignaled],
            events.Select(e => e.EventType));
    }

    [Fact]
    public async Task SignalWithStart_FailPolicy_IsInvalid()
    {
        await using var server = await TestServer.StartAsync();
        var request = SignalWithStart("order-1", "go");
        request.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.Fail;

        var error = await TestServer.FailureAsync(server.Client.SignalWithStartWorkflowExecutionAsync(request));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    private static Protocol.WorkflowService.V1.SignalWithStartWorkflowExecutionRequest SignalWithStart(string workflowId, string signal)
    {
        var start = TestServer.StartRequest(workflowId);
        return new()
        {
            Namespace = start.Namespace,
            WorkflowId = workflowId,
            WorkflowType = start.WorkflowType,
            TaskQueue = start.TaskQueue,
            RequestId = start.RequestId,
            SignalName = signal,
        };
    }
}
