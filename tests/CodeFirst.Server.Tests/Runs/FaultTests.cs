using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Conformance.Faults;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace CodeFirst.Server.Tests.Runs;

/// <summary>The store fails at a commit. Whoever retries with the same request id must find exactly one effect.</summary>
public class FaultTests
{
    [Theory]
    [InlineData(StoreFault.Before)]
    [InlineData(StoreFault.After)]
    public async Task Start_CommitFails_IsUnavailableAndTheRetryStartsOneRun(StoreFault fault)
    {
        var faults = new Faults();
        await using var server = await TestServer.StartAsync(faults.Wrap());
        var request = TestServer.StartRequest("order-1");
        faults.FailNextCommit(fault);

        var error = await TestServer.FailureAsync(server.Client.StartWorkflowExecutionAsync(request));
        var retried = await server.Client.StartWorkflowExecutionAsync(request);

        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.True(retried.Started);
        Assert.Equal(retried.RunId, (await server.Worker.PollAsync()).WorkflowExecution.RunId);
        Assert.Equal(1, (await server.Client.CountWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace })).Count);
    }

    [Fact]
    public async Task Start_CommittedButAnswerLost_TaskReachesThePollerThatWaits()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var faults = new Faults();
        await using var server = await TestServer.StartAsync(faults.Wrap(), time);

        // From here on the queue is known to have nothing in the store that memory has not.
        await server.StartWorkflowAsync("order-0");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.Complete());
        var poll = server.Worker.PollAsync();
        faults.FailNextCommit(StoreFault.After);
        await TestServer.FailureAsync(server.Client.StartWorkflowExecutionAsync(TestServer.StartRequest("order-1")));

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("order-1", (await poll).WorkflowExecution.WorkflowId);
    }

    [Theory]
    [InlineData(StoreFault.Before)]
    [InlineData(StoreFault.After)]
    public async Task CompleteTask_CommitFails_TheWorkflowGoesOnOnce(StoreFault fault)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var faults = new Faults();
        await using var server = await TestServer.StartAsync(faults.Wrap(), time);
        await server.StartWorkflowAsync("order-1");
        var task = await server.Worker.PollAsync();
        faults.FailNextCommit(fault);

        var error = await Assert.ThrowsAsync<RpcException>(() => server.Worker.CompleteAsync(task, TestWorker.ScheduleActivity("charge")));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);

        // The start lived in memory only and is gone, but the worker's token tells it: a worker that retries completes the task, where it was not completed.
        var retry = server.Worker.CompleteAsync(task, TestWorker.ScheduleActivity("charge"));
        if (fault == StoreFault.Before)
        {
            await retry;
        }
        else
        {
            Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => retry)).StatusCode);
        }

        await server.Worker.CompleteActivityAsync(await server.Worker.PollActivityAsync());
        var next = await server.Worker.PollAsync();
        Assert.Single(next.History.Events, e => e.EventType == EventType.ActivityTaskScheduled);
    }

    [Theory]
    [InlineData(StoreFault.Before)]
    [InlineData(StoreFault.After)]
    public async Task StartActivity_CommitFails_TheNextPollGetsTheAttempt(StoreFault fault)
    {
        var faults = new Faults();
        await using var server = await TestServer.StartAsync(faults.Wrap());
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.ScheduleActivity("charge"));
        faults.FailNextCommit(fault);

        var error = await Assert.ThrowsAsync<RpcException>(() => server.Worker.PollActivityAsync());
        var task = await server.Worker.PollActivityAsync();

        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.Equal(1, task.Attempt);
        await server.Worker.CompleteActivityAsync(task);
    }

    [Fact]
    public async Task Restart_TasksAndTimers_AreFoundInTheStore()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var store = new StoreFile();
        await using (var server = await TestServer.StartAsync(store.Open(), time))
        {
            await server.StartWorkflowAsync("sleeping");
            await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.StartTimer("t", TimeSpan.FromMinutes(5)));
            await server.StartWorkflowAsync("ready");
        }

        await using var restarted = await TestServer.StartAsync(store.Open(), time);
        var ready = await restarted.Worker.PollAsync();
        await restarted.Worker.CompleteAsync(ready, TestWorker.Complete());
        var woken = restarted.Worker.PollAsync();
        time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("ready", ready.WorkflowExecution.WorkflowId);
        Assert.Equal("sleeping", (await woken).WorkflowExecution.WorkflowId);
    }

    [Fact]
    public async Task Restart_WorkerGoneWithTheProcess_ItsRunsGoToAnyWorkerAtOnce()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var store = new StoreFile();
        await using (var server = await TestServer.StartAsync(store.Open(), time))
        {
            await server.StartWorkflowAsync("signaled");
            await server.Worker.CompleteStickyAsync(await server.Worker.PollAsync());
            await server.StartWorkflowAsync("sleeping");
            await server.Worker.CompleteStickyAsync(await server.Worker.PollAsync(), TestWorker.StartTimer("t", TimeSpan.FromMinutes(5)));
            var sticky = server.Worker.PollAsync(TestWorker.StickyQueue);
            await server.WaitForPollersAsync((TestWorker.StickyQueue, TaskQueueType.Workflow));
            await server.SignalAsync("signaled");
            await server.Worker.CompleteStickyAsync(await sticky);
            await server.SignalAsync("signaled");
        }

        await using var restarted = await TestServer.StartAsync(store.Open(), time);
        var signaled = await restarted.Worker.PollAsync();
        await restarted.Worker.CompleteAsync(signaled, TestWorker.Complete());
        var woken = restarted.Worker.PollAsync();
        time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("signaled", signaled.WorkflowExecution.WorkflowId);
        Assert.Equal("sleeping", (await woken).WorkflowExecution.WorkflowId);
    }
}
