using CodeFirst.Protocol.Enums.V1;
using Grpc.Core;

namespace CodeFirst.Server.Tests.Services;

public class ControlTests
{
    [Fact]
    public async Task Signal_SameRequestIdTwice_IsWrittenOnce()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        for (var i = 0; i < 2; i++)
        {
            await server.Client.SignalWorkflowExecutionAsync(new()
            {
                Namespace = TestServer.Namespace,
                WorkflowExecution = TestServer.Execution("order-1"),
                SignalName = "go",
                RequestId = "once",
            });
        }

        var events = (await server.HistoryAsync("order-1")).History.Events;
        Assert.Single(events, e => e.EventType == EventType.WorkflowExecutionSignaled);
    }

    [Fact]
    public async Task Signal_ManyAtOnce_AreAllWrittenInFewCommits()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        var before = server.Counters.Commits;

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => server.Client.SignalWorkflowExecutionAsync(new()
        {
            Namespace = TestServer.Namespace,
            WorkflowExecution = TestServer.Execution("order-1"),
            SignalName = "go",
        }).ResponseAsync));

        var events = (await server.HistoryAsync("order-1")).History.Events;
        Assert.Equal(200, events.Count(e => e.EventType == EventType.WorkflowExecutionSignaled));
        Assert.Equal(Enumerable.Range(1, 202).Select(id => (long)id), events.Select(e => e.EventId));
        Assert.True(server.Counters.Commits - before <= 200);
    }

    [Fact]
    public async Task Cancel_Twice_IsWrittenOnceAndWakesTheWorkflow()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync());
        for (var i = 0; i < 2; i++)
        {
            await server.Client.RequestCancelWorkflowExecutionAsync(new() { Namespace = TestServer.Namespace, WorkflowExecution = TestServer.Execution("order-1"), RequestId = "once" });
        }

        var events = (await server.Worker.PollAsync()).History.Events;
        Assert.Single(events, e => e.EventType == EventType.WorkflowExecutionCancelRequested);
    }

    [Fact]
    public async Task Terminate_RunningRun_ClosesItOnce()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        await server.Client.TerminateWorkflowExecutionAsync(new() { Namespace = TestServer.Namespace, WorkflowExecution = TestServer.Execution("order-1"), Reason = "enough" });

        var again = await TestServer.FailureAsync(
            server.Client.TerminateWorkflowExecutionAsync(new() { Namespace = TestServer.Namespace, WorkflowExecution = TestServer.Execution("order-1") }));

        Assert.Equal(StatusCode.NotFound, again.StatusCode);
        var close = (await server.HistoryAsync("order-1")).History.Events[^1];
        Assert.Equal("enough", close.WorkflowExecutionTerminatedEventAttributes.Reason);
    }

    [Fact]
    public async Task Terminate_FirstRunIdOfAnotherChain_IsNotFound()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");

        var error = await TestServer.FailureAsync(server.Client.TerminateWorkflowExecutionAsync(new()
        {
            Namespace = TestServer.Namespace,
            WorkflowExecution = TestServer.Execution("order-1"),
            FirstExecutionRunId = Guid.NewGuid().ToString(),
        }));

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.Equal(WorkflowExecutionStatus.Running, (await server.DescribeAsync("order-1")).WorkflowExecutionInfo.Status);
    }

    [Fact]
    public async Task Describe_RunningRun_ShowsItsWork()
    {
        await using var server = await TestServer.StartAsync();
        var run = await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.ScheduleActivity("charge"));
        await server.Client.SignalWorkflowExecutionAsync(new() { Namespace = TestServer.Namespace, WorkflowExecution = TestServer.Execution("order-1"), SignalName = "go" });

        var described = await server.DescribeAsync("order-1");

        var info = described.WorkflowExecutionInfo;
        Assert.Equal(TestServer.Execution("order-1", run.RunId), info.Execution);
        Assert.Equal((7, 3), (info.HistoryLength, info.StateTransitionCount));
        Assert.True(info.HistorySizeBytes > 0);
        Assert.Equal(TestServer.Queue, info.TaskQueue);
        Assert.Null(info.CloseTime);
        Assert.Equal(TimeSpan.FromSeconds(10), described.ExecutionConfig.DefaultWorkflowTaskTimeout.ToTimeSpan());
        Assert.Equal(PendingActivityState.Scheduled, Assert.Single(described.PendingActivities).State);
        Assert.Equal(PendingWorkflowTaskState.Scheduled, described.PendingWorkflowTask.State);
    }
}
