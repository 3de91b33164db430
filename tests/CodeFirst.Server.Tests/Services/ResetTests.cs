using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Workflow.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Grpc.Core;

namespace CodeFirst.Server.Tests.Services;

public class ResetTests
{
    // 1 started, 2 scheduled, 3 started, 4 completed
    private const long FirstCompletion = 4;

    // B59
    [Fact]
    public async Task Reset_RunningRun_IsReplacedByOneThatGoesOn()
    {
        await using var server = await TestServer.StartAsync();
        var run = await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.StartTimer("timer", TimeSpan.FromHours(1)));
        await SignalAsync(server, "go");

        var reset = await ResetAsync(server, run.RunId);

        var old = await server.DescribeAsync("order-1", run.RunId);
        Assert.Equal(WorkflowExecutionStatus.Terminated, old.WorkflowExecutionInfo.Status);
        Assert.Equal((reset.RunId, old.WorkflowExecutionInfo.StartTime, null), (old.WorkflowExtendedInfo.ResetRunId, old.WorkflowExtendedInfo.OriginalStartTime, old.WorkflowExtendedInfo.LastResetTime));
        var described = await server.DescribeAsync("order-1");
        var current = described.WorkflowExecutionInfo;
        Assert.Equal((old.WorkflowExecutionInfo.StartTime, current.StartTime), (described.WorkflowExtendedInfo.OriginalStartTime, described.WorkflowExtendedInfo.LastResetTime));
        Assert.Equal((reset.RunId, run.RunId, WorkflowExecutionStatus.Running), (current.Execution.RunId, current.FirstRunId, current.Status));
        var task = await server.Worker.PollAsync();
        Assert.Equal(
            [
                EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted, EventType.WorkflowTaskFailed,
                EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted,
            ],
            task.History.Events.Select(e => e.EventType));
        await server.Worker.CompleteAsync(task, TestWorker.Complete());
        Assert.Equal(WorkflowExecutionStatus.Completed, (await server.DescribeAsync("order-1")).WorkflowExecutionInfo.Status);
    }

    [Fact]
    public async Task Reset_ClosedRun_RunsAgain()
    {
        await using var server = await TestServer.StartAsync();
        var run = await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.Complete());

        await ResetAsync(server, run.RunId);

        Assert.Equal(WorkflowExecutionStatus.Running, (await server.DescribeAsync("order-1")).WorkflowExecutionInfo.Status);
        Assert.Equal(WorkflowExecutionStatus.Completed, (await server.DescribeAsync("order-1", run.RunId)).WorkflowExecutionInfo.Status);
    }

    // B59: along the whole continue-as-new chain, and what was buffered when the current run ended.
    [Fact]
    public async Task Reset_FirstOfAChain_BringsTheSignalsOfAllItsRuns()
    {
        await using var server = await TestServer.StartAsync();
        var run = await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync());
        await SignalAsync(server, "first");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.ContinueAsNew());
        await SignalAsync(server, "second");
        await server.Worker.PollAsync();
        await SignalAsync(server, "buffered");

        await ResetAsync(server, run.RunId);

        var signals = (await server.Worker.PollAsync()).History.Events
            .Where(e => e.EventType == EventType.WorkflowExecutionSignaled)
            .Select(e => e.WorkflowExecutionSignaledEventAttributes.SignalName);
        Assert.Equal(["first", "second", "buffered"], signals);
        Assert.NotEmpty((await server.DescribeAsync("order-1", run.RunId)).WorkflowExtendedInfo.ResetRunId);
    }

    // B60
    [Fact]
    public async Task Reset_SameRequestIdTwice_AnswersWithTheSameRun()
    {
        await using var server = await TestServer.StartAsync();
        var run = await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync());

        var first = await ResetAsync(server, run.RunId, request => request.RequestId = "once");
        var second = await ResetAsync(server, run.RunId, request => request.RequestId = "once");
        var other = await ResetAsync(server, run.RunId, request => request.RequestId = "another");

        Assert.Equal(first.RunId, second.RunId);
        Assert.NotEqual(first.RunId, other.RunId);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(99)]
    public async Task Reset_EventThatIsNoPoint_IsRefusedAndChangesNothing(long finishEventId)
    {
        await using var server = await TestServer.StartAsync();
        var run = await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(
            await server.Worker.PollAsync(),
            TestWorker.StartTimer("timer", TimeSpan.FromHours(1)),
            TestWorker.StartTimer("other", TimeSpan.FromHours(1)));

        var error = await Assert.ThrowsAsync<RpcException>(() => ResetAsync(server, run.RunId, request => request.WorkflowTaskFinishEventId = finishEventId));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains($"{finishEventId}", error.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(run.RunId, (await server.DescribeAsync("order-1")).WorkflowExecutionInfo.Execution.RunId);
        Assert.Equal(WorkflowExecutionStatus.Running, (await server.DescribeAsync("order-1")).WorkflowExecutionInfo.Status);
    }

    [Fact]
    public async Task Reset_UnknownRun_IsNotFound()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");

        var error = await Assert.ThrowsAsync<RpcException>(() => ResetAsync(server, Guid.NewGuid().ToString()));

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
    }

    [Fact]
    public async Task Reset_UnsupportedOperationAfterIt_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        var run = await server.StartWorkflowAsync("order-1");

        var error = await Assert.ThrowsAsync<RpcException>(
            () => ResetAsync(server, run.RunId, request => request.PostResetOperations.Add(new PostResetOperation { UpdateWorkflowOptions = new() })));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("unsupported post reset operation", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reset_LongHistory_IsCopiedWhole()
    {
        await using var server = await TestServer.StartAsync();
        var run = await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync());
        await Task.WhenAll(Enumerable.Range(0, 1_500).Select(i => SignalAsync(server, $"signal-{i}")));
        await server.Worker.CompleteAsync(await server.Worker.PollAsync());
        var finishEventId = (await server.DescribeAsync("order-1")).WorkflowExecutionInfo.HistoryLength;

        await ResetAsync(server, run.RunId, request => request.WorkflowTaskFinishEventId = finishEventId);

        var copied = (await server.DescribeAsync("order-1")).WorkflowExecutionInfo;
        Assert.Equal(finishEventId + 1, copied.HistoryLength);
        Assert.Equal(1_000, (await server.HistoryAsync("order-1")).History.Events.Count);
    }

    [Fact]
    public async Task Reset_ServerRestarted_RunGoesOn()
    {
        using var store = new StoreFile();
        string newRunId;
        await using (var server = await TestServer.StartAsync(store.Open()))
        {
            var run = await server.StartWorkflowAsync("order-1");
            await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.ScheduleActivity("charge"));
            await SignalAsync(server, "go");
            await server.Worker.CompleteAsync(await server.Worker.PollAsync());
            newRunId = (await ResetAsync(server, run.RunId, request => request.WorkflowTaskFinishEventId = 9)).RunId;
        }

        await using var restarted = await TestServer.StartAsync(store.Open());
        var activity = await restarted.Worker.PollActivityAsync();
        Assert.Equal((newRunId, "charge"), (activity.WorkflowExecution.RunId, activity.ActivityId));
        await restarted.Worker.CompleteActivityAsync(activity);
        await restarted.Worker.CompleteAsync(await restarted.Worker.PollAsync(), TestWorker.Complete());
        Assert.Equal(WorkflowExecutionStatus.Completed, (await restarted.DescribeAsync("order-1", newRunId)).WorkflowExecutionInfo.Status);
    }

    private static async Task SignalAsync(TestServer server, string name) => await server.Client.SignalWorkflowExecutionAsync(new()
    {
        Namespace = TestServer.Namespace,
        WorkflowExecution = TestServer.Execution("order-1"),
        SignalName = name,
        RequestId = name,
    });

    private static async Task<ResetWorkflowExecutionResponse> ResetAsync(TestServer server, string runId, Action<ResetWorkflowExecutionRequest>? configure = null)
    {
        var request = new ResetWorkflowExecutionRequest
        {
            Namespace = TestServer.Namespace,
            WorkflowExecution = TestServer.Execution("order-1", runId),
            WorkflowTaskFinishEventId = FirstCompletion,
            Reason = "again",
        };
        configure?.Invoke(request);
        return await server.Client.ResetWorkflowExecutionAsync(request);
    }
}
