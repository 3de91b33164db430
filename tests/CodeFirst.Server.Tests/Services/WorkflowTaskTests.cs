using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.TaskQueue.V1;
using CodeFirst.Storage;
using CodeFirst.Storage.Conformance.Faults;
using CodeFirst.Storage.Sqlite;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace CodeFirst.Server.Tests.Services;

public class WorkflowTaskTests
{
    [Fact]
    public async Task Poll_BeforeStart_GetsTheTaskWithItsHistory()
    {
        await using var server = await TestServer.StartAsync();
        var poll = server.Worker.PollAsync();
        var run = await server.StartWorkflowAsync("order-1");

        var task = await poll;

        Assert.Equal(TestServer.Execution("order-1", run.RunId), task.WorkflowExecution);
        Assert.Equal("Order", task.WorkflowType.Name);
        Assert.Equal(1, task.Attempt);
        Assert.Equal(3, task.StartedEventId);
        Assert.Equal(0, task.PreviousStartedEventId);
        Assert.Equal(new TaskQueue { Name = TestServer.Queue, Kind = TaskQueueKind.Normal }, task.WorkflowExecutionTaskQueue);
        Assert.Equal(
            [EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted],
            task.History.Events.Select(e => e.EventType));
        Assert.True(task.NextPageToken.IsEmpty);
    }

    // B65
    [Fact]
    public async Task Poll_NothingToDo_AnswersEmptyWhenItsTimeIsOver()
    {
        await using var server = await TestServer.StartAsync(configure: options => options with { PollTimeout = TimeSpan.FromMilliseconds(50) });

        Assert.True((await server.Worker.PollAsync()).TaskToken.IsEmpty);
        Assert.True((await server.Worker.PollActivityAsync()).TaskToken.IsEmpty);
    }

    // B65
    [Fact]
    public async Task Poll_DeadlineTooShort_IsInvalid()
    {
        await using var server = await TestServer.StartAsync();

        var call = server.Client.PollWorkflowTaskQueueAsync(TestWorker.Poll(TestServer.Queue), deadline: DateTime.UtcNow.AddSeconds(1.5));

        Assert.Equal(StatusCode.InvalidArgument, (await TestServer.FailureAsync(call)).StatusCode);
    }

    [Fact]
    public async Task Poll_CancelledWhileWaiting_LosesNoTask()
    {
        await using var server = await TestServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var cancelled = server.Client.PollWorkflowTaskQueueAsync(TestWorker.Poll(TestServer.Queue), cancellationToken: cancellation.Token).ResponseAsync;
        var waiting = server.Worker.PollAsync();

        var start = server.StartWorkflowAsync("order-1");
        await cancellation.CancelAsync();
        await start;

        var first = await Task.WhenAny(cancelled, waiting);
        var task = first == cancelled && !cancelled.IsCanceled && !cancelled.IsFaulted ? await cancelled : await waiting;
        Assert.Equal("order-1", task.WorkflowExecution.WorkflowId);
    }

    [Fact]
    public async Task WorkflowWithOneActivity_TakesFiveCommits()
    {
        await using var server = await TestServer.StartAsync();
        var before = server.Counters.Commits;

        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteStickyAsync(await server.Worker.PollAsync(), TestWorker.ScheduleActivity("charge"));
        var sticky = server.Worker.PollAsync(TestWorker.StickyQueue);
        await server.Worker.CompleteActivityAsync(await server.Worker.PollActivityAsync());
        var task = await sticky;
        await server.Worker.CompleteStickyAsync(task, TestWorker.Complete());

        Assert.Equal(5, server.Counters.Commits - before);
        Assert.Equal(WorkflowExecutionStatus.Completed, (await server.DescribeAsync("order-1")).WorkflowExecutionInfo.Status);
        Assert.Equal(4, task.History.Events[0].EventId);
        Assert.Equal(EventType.ActivityTaskCompleted, task.History.Events.Single(e => e.EventId == 7).EventType);
    }

    /// <summary>A run and its current-run row, history and visibility; then two updates with history; then the close with visibility. No ready task.</summary>
    [Fact]
    public async Task WorkflowWithOneActivity_PollersWait_TakesFourCommitsAndWritesNoReadyTask()
    {
        await using var server = await TestServer.StartAsync();
        var before = server.Counters;
        var first = server.Worker.PollAsync();
        var activity = server.Worker.PollActivityAsync();
        var second = server.Worker.PollAsync(TestWorker.StickyQueue);
        await server.WaitForPollersAsync(
            (TestServer.Queue, TaskQueueType.Workflow),
            (TestServer.Queue, TaskQueueType.Activity),
            (TestWorker.StickyQueue, TaskQueueType.Workflow));

        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteStickyAsync(await first, TestWorker.ScheduleActivity("charge"));
        await server.Worker.CompleteActivityAsync(await activity);
        await server.Worker.CompleteStickyAsync(await second, TestWorker.Complete());

        var after = server.Counters;
        Assert.Equal((4, 11), (after.Commits - before.Commits, after.RowsWritten - before.RowsWritten));
    }

    // B36: the activity is started in the commit that schedules it, and comes with the answer.
    [Fact]
    public async Task Complete_EagerActivity_ComesWithTheAnswer()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        var task = await server.Worker.PollAsync();
        var before = server.Counters;

        var answer = await server.Client.RespondWorkflowTaskCompletedAsync(new()
        {
            TaskToken = task.TaskToken,
            Commands = { TestWorker.ScheduleActivity("charge", attributes => attributes.RequestEagerExecution = true), TestWorker.ScheduleActivity("ship") },
        });
        await server.Worker.CompleteActivityAsync(Assert.Single(answer.ActivityTasks));

        Assert.Equal("charge", answer.ActivityTasks[0].ActivityId);
        Assert.Equal(TestServer.Namespace, answer.ActivityTasks[0].WorkflowNamespace);
        Assert.Equal("ship", (await server.Worker.PollActivityAsync()).ActivityId);
        Assert.Equal(3, server.Counters.Commits - before.Commits);
    }

    // B23: only for a worker that keeps the run.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Complete_AsksForTheNextTask_GetsItInlineWhereTheRunIsCached(bool isSticky)
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        var task = await server.Worker.PollAsync();
        await server.Client.SignalWorkflowExecutionAsync(new()
        {
            Namespace = TestServer.Namespace,
            WorkflowExecution = TestServer.Execution("order-1"),
            SignalName = "meanwhile",
        });

        var answer = await server.Client.RespondWorkflowTaskCompletedAsync(new()
        {
            TaskToken = task.TaskToken,
            ReturnNewWorkflowTask = true,
            StickyAttributes = isSticky ? new() { WorkerTaskQueue = new() { Name = TestWorker.StickyQueue, Kind = TaskQueueKind.Sticky } } : null,
        });

        Assert.Equal(isSticky, answer.WorkflowTask is not null);
        var next = answer.WorkflowTask ?? await server.Worker.PollAsync();
        Assert.Contains(next.History.Events, e => e.EventType == EventType.WorkflowExecutionSignaled);
        await server.Worker.CompleteAsync(next, TestWorker.Complete());
        Assert.Equal(WorkflowExecutionStatus.Completed, (await server.DescribeAsync("order-1")).WorkflowExecutionInfo.Status);
    }

    [Fact]
    public async Task Poll_HangsUpWhileItsTaskIsCommitted_AnotherOneGetsIt()
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
        await using var server = await TestServer.StartAsync(store);
        using var cancellation = new CancellationTokenSource();
        var hungUp = server.Client.PollWorkflowTaskQueueAsync(TestWorker.Poll(TestServer.Queue), cancellationToken: cancellation.Token).ResponseAsync;
        await server.WaitForPollersAsync((TestServer.Queue, TaskQueueType.Workflow));
        var start = server.StartWorkflowAsync("order-1");
        await isHeld.Task;

        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<RpcException>(() => hungUp);
        release.SetResult();
        await start;

        Assert.Equal("order-1", (await server.Worker.PollAsync()).WorkflowExecution.WorkflowId);
    }

    [Fact]
    public async Task Complete_Twice_IsRefusedTheSecondTime()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        var task = await server.Worker.PollAsync();
        await server.Worker.CompleteAsync(task);

        var error = await Assert.ThrowsAsync<RpcException>(() => server.Worker.CompleteAsync(task));

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
    }

    [Fact]
    public async Task Complete_BadCommand_IsInvalidAndFailsTheTask()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        var task = await server.Worker.PollAsync();

        var error = await Assert.ThrowsAsync<RpcException>(
            () => server.Worker.CompleteAsync(task, TestWorker.StartTimer("t", TimeSpan.FromDays(1)), TestWorker.StartTimer("t", TimeSpan.FromDays(1))));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        var retry = await server.Worker.PollAsync();
        Assert.Equal(2, retry.Attempt);
        var events = retry.History.Events;
        Assert.Equal(WorkflowTaskFailedCause.StartTimerDuplicateId, events.Single(e => e.EventType == EventType.WorkflowTaskFailed).WorkflowTaskFailedEventAttributes.Cause);
        Assert.Equal(EventType.WorkflowTaskStarted, events[^1].EventType);
        Assert.Equal(retry.StartedEventId, events[^1].EventId);
    }

    // B63
    [Fact]
    public async Task Fail_FailureTooLarge_KeepsItsBeginning()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        var failure = new Protocol.Failure.V1.Failure { Message = new string('x', (2 * 1024 * 1024) + 1), ApplicationFailureInfo = new() { Type = "Bug" } };

        await server.Client.RespondWorkflowTaskFailedAsync(new() { TaskToken = (await server.Worker.PollAsync()).TaskToken, Failure = failure });

        var failed = (await server.HistoryAsync("order-1")).History.Events.Single(e => e.EventType == EventType.WorkflowTaskFailed).WorkflowTaskFailedEventAttributes.Failure;
        Assert.Equal(("Failure exceeds size limit.", "Bug"), (failed.Message, failed.Cause.ApplicationFailureInfo.Type));
        Assert.Equal(1_024, failed.Cause.Message.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    public async Task Complete_MalformedToken_IsInvalid(string token)
    {
        await using var server = await TestServer.StartAsync();

        var error = await TestServer.FailureAsync(server.Client.RespondWorkflowTaskCompletedAsync(new() { TaskToken = ByteString.CopyFromUtf8(token) }));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    [Fact]
    public async Task StickyTask_WorkerGone_GoesToTheNormalQueueWithFullHistory()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(time: time);
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteStickyAsync(await server.Worker.PollAsync());
        var normal = server.Worker.PollAsync();

        // Nobody has polled the sticky queue since the process started.
        time.Advance(TimeSpan.FromSeconds(11));
        await server.Client.SignalWorkflowExecutionAsync(new() { Namespace = TestServer.Namespace, WorkflowExecution = TestServer.Execution("order-1"), SignalName = "go" });

        var task = await normal;
        Assert.Equal(1, task.History.Events[0].EventId);
        Assert.Equal(1, task.Attempt);
    }

    [Fact]
    public async Task ShutdownWorker_StickyPollsEndAndItsTasksAreForOthersAtOnce()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteStickyAsync(await server.Worker.PollAsync());
        var sticky = server.Worker.PollAsync(TestWorker.StickyQueue);
        await server.WaitForPollersAsync((TestWorker.StickyQueue, TaskQueueType.Workflow));

        await server.Client.ShutdownWorkerAsync(new() { Namespace = TestServer.Namespace, StickyTaskQueue = TestWorker.StickyQueue, Identity = "worker" });
        Assert.True((await sticky).TaskToken.IsEmpty);
        await server.Client.SignalWorkflowExecutionAsync(new()
        {
            Namespace = TestServer.Namespace,
            WorkflowExecution = TestServer.Execution("order-1"),
            SignalName = "go",
        });

        var task = await server.Worker.PollAsync();
        Assert.Equal(1, task.History.Events[0].EventId);
    }

    // B17
    [Fact]
    public async Task StickyTask_NobodyTakesIt_TimesOutToTheNormalQueue()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(time: time);
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteStickyAsync(await server.Worker.PollAsync());
        var sticky = server.Worker.PollAsync(TestWorker.StickyQueue);
        await server.WaitForPollersAsync((TestWorker.StickyQueue, TaskQueueType.Workflow));
        await server.SignalAsync("order-1");
        await server.Worker.CompleteStickyAsync(await sticky);
        await server.SignalAsync("order-1");
        var normal = server.Worker.PollAsync();

        time.Advance(TimeSpan.FromSeconds(10));

        var task = await normal;
        Assert.Contains(task.History.Events, e => e.EventType == EventType.WorkflowTaskTimedOut);
        Assert.Equal(1, task.Attempt);
    }

    [Fact]
    public async Task StartedTask_NotAnswered_TimesOutAndComesAgain()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(time: time);
        await server.StartWorkflowAsync("order-1");
        await server.Worker.PollAsync();
        var again = server.Worker.PollAsync();

        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(2, (await again).Attempt);
    }

    [Fact]
    public async Task ResetSticky_ScheduledStickyTask_MovesIt()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteStickyAsync(await server.Worker.PollAsync());
        await server.Client.SignalWorkflowExecutionAsync(new() { Namespace = TestServer.Namespace, WorkflowExecution = TestServer.Execution("order-1"), SignalName = "go" });

        await server.Client.ResetStickyTaskQueueAsync(new() { Namespace = TestServer.Namespace, Execution = TestServer.Execution("order-1") });

        Assert.Equal(1, (await server.Worker.PollAsync()).History.Events[0].EventId);
    }

    [Fact]
    public async Task ContinueAsNew_StartsTheNextRunInTheSameCommit()
    {
        await using var server = await TestServer.StartAsync();
        var first = await server.StartWorkflowAsync("order-1");
        var task = await server.Worker.PollAsync();
        var commits = server.Counters.Commits;

        await server.Worker.CompleteAsync(task, TestWorker.ContinueAsNew());

        Assert.Equal(commits + 1, server.Counters.Commits);
        var second = await server.Worker.PollAsync();
        Assert.NotEqual(first.RunId, second.WorkflowExecution.RunId);
        Assert.Equal(first.RunId, (await server.DescribeAsync("order-1")).WorkflowExecutionInfo.FirstRunId);
        Assert.Equal(WorkflowExecutionStatus.ContinuedAsNew, (await server.DescribeAsync("order-1", first.RunId)).WorkflowExecutionInfo.Status);
    }

    [Fact]
    public async Task Timer_ItsTimeComes_WakesTheWorkflow()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(time: time);
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.StartTimer("t", TimeSpan.FromSeconds(20)));
        var woken = server.Worker.PollAsync();

        time.Advance(TimeSpan.FromSeconds(20));

        Assert.Contains((await woken).History.Events, e => e.EventType == EventType.TimerFired);
    }
}
