using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Sdk.Runtime;
using CodeFirst.Sdk.Tests.Client;
using Google.Protobuf;
using Grpc.Core;

namespace CodeFirst.Sdk.Tests.Worker;

public sealed class CodeFirstWorkerTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly FakeService _service = new();
    private readonly CodeFirstClient _client;
    private readonly CancellationTokenSource _stop = new();

    public CodeFirstWorkerTests()
    {
        _client = _service.CreateClient(new CodeFirstClientOptions { TimeProvider = _clock, Identity = "me" });
        _service.OnEach<RespondActivityTaskCompletedRequest>(new RespondActivityTaskCompletedResponse());
        _service.OnEach<RespondActivityTaskFailedRequest>(new RespondActivityTaskFailedResponse());
        _service.OnEach<RespondWorkflowTaskCompletedRequest>(new RespondWorkflowTaskCompletedResponse());
    }

    public void Dispose()
    {
        _client.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Execute_NothingRegistered_SaysWhatToCall()
    {
        await using var worker = CreateWorker();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => worker.ExecuteAsync(_stop.Token));

        Assert.Contains("AddCodeFirst()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_ActivitiesOnly_PollsNoWorkflowTasks()
    {
        await using var worker = CreateWorker();
        worker.AddActivity(Activity("Charge", _ => Task.CompletedTask));

        var run = worker.ExecuteAsync(_stop.Token);
        var poll = await _service.NextAsync<PollActivityTaskQueueRequest>();
        await _stop.CancelAsync();
        await run;

        Assert.Equal(("orders", "me", "default"), (poll.TaskQueue.Name, poll.Identity, poll.Namespace));
        Assert.Equal(5, _service.Requests<PollActivityTaskQueueRequest>().Count);
        Assert.Empty(_service.Requests<PollWorkflowTaskQueueRequest>());
    }

    [Fact]
    public async Task Execute_WorkflowsOnly_PollsBothOfTheirQueues()
    {
        await using var worker = CreateWorker();
        worker.AddWorkflow(new EmptyWorkflow());

        var run = worker.ExecuteAsync(_stop.Token);
        for (var index = 0; index < 5; index++)
        {
            await _service.NextAsync<PollWorkflowTaskQueueRequest>();
        }

        await _stop.CancelAsync();
        await run;

        var queues = _service.Requests<PollWorkflowTaskQueueRequest>().Select(request => request.TaskQueue).ToList();
        Assert.Equal(2, queues.Count(queue => queue.Name == "orders"));
        var sticky = Assert.Single(queues.Where(queue => queue.Kind == TaskQueueKind.Sticky).Distinct());
        Assert.Equal("orders", sticky.NormalName);
        Assert.StartsWith("me/orders/", sticky.Name, StringComparison.Ordinal);
        Assert.Empty(_service.Requests<PollActivityTaskQueueRequest>());
    }

    [Fact]
    public async Task Execute_WithoutCache_PollsOneQueue()
    {
        await using var worker = CreateWorker(options => options with { MaxCachedWorkflows = 0, WorkflowTaskPollers = 2 });
        worker.AddWorkflow(new EmptyWorkflow());

        var run = worker.ExecuteAsync(_stop.Token);
        await _service.NextAsync<PollWorkflowTaskQueueRequest>();
        await _service.NextAsync<PollWorkflowTaskQueueRequest>();
        await _stop.CancelAsync();
        await run;

        Assert.All(_service.Requests<PollWorkflowTaskQueueRequest>(), request => Assert.Equal("orders", request.TaskQueue.Name));
    }

    [Fact]
    public async Task Execute_WorkflowTask_AnswersWithCommandsAndTheStickyQueue()
    {
        _service.OnPoll<PollWorkflowTaskQueueRequest>(WorkflowTasks.First("Empty"));
        await using var worker = CreateWorker();
        worker.AddWorkflow(new EmptyWorkflow());

        var run = worker.ExecuteAsync(_stop.Token);
        var answer = await _service.NextAsync<RespondWorkflowTaskCompletedRequest>();
        await _stop.CancelAsync();
        await run;

        Assert.Equal(CommandType.CompleteWorkflowExecution, Assert.Single(answer.Commands).CommandType);
        Assert.Equal("task", answer.TaskToken.ToStringUtf8());
    }

    [Fact]
    public async Task Execute_AnswerIsUnavailable_IsRepeated()
    {
        _service.OnPoll<PollWorkflowTaskQueueRequest>(WorkflowTasks.First("Empty"));
        _service.OnEach<RespondWorkflowTaskCompletedRequest>(FakeService.Error(StatusCode.Unavailable), new RespondWorkflowTaskCompletedResponse());
        await using var worker = CreateWorker();
        worker.AddWorkflow(new EmptyWorkflow());

        var run = worker.ExecuteAsync(_stop.Token);
        var first = await _service.NextAsync<RespondWorkflowTaskCompletedRequest>();
        while (await _clock.NextWaitAsync() >= TimeSpan.FromSeconds(1))
        {
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        var second = await _service.NextAsync<RespondWorkflowTaskCompletedRequest>();
        await _stop.CancelAsync();
        await run;

        Assert.Equal(first, second);
    }

    [Fact]
    public async Task Execute_AnswerIsRefused_ReplaysTheRunAtItsNextTask()
    {
        var next = new TaskCompletionSource<PollWorkflowTaskQueueResponse>();
        var polls = 0;
        _service.On<PollWorkflowTaskQueueRequest>(async (_, cancellationToken) => Interlocked.Increment(ref polls) switch
        {
            1 => WorkflowTasks.First("Waiting"),
            2 => await next.Task,
            _ => await new TaskCompletionSource<PollWorkflowTaskQueueResponse>().Task.WaitAsync(cancellationToken),
        });
        _service.OnEach<RespondWorkflowTaskCompletedRequest>(FakeService.Error(StatusCode.NotFound, "no such task"));
        var logs = new RecordingLogger();
        await using var worker = CreateWorker(options => options with { LoggerFactory = logs });
        worker.AddWorkflow(new WaitingWorkflow());

        var run = worker.ExecuteAsync(_stop.Token);
        await logs.WaitForAsync("will be replayed");
        var partial = WorkflowTasks.First("Waiting");
        partial.PreviousStartedEventId = 3;
        partial.StartedEventId = 6;
        partial.History.Events.Clear();
        partial.History.Events.Add(new HistoryEvent { EventId = 4, EventType = EventType.WorkflowTaskTimedOut, WorkflowTaskTimedOutEventAttributes = new() });
        next.SetResult(partial);
        var read = await _service.NextAsync<GetWorkflowExecutionHistoryRequest>();
        await _stop.CancelAsync();
        await _clock.PassAsync(TimeSpan.FromSeconds(10));
        await _clock.PassAsync(TimeSpan.FromSeconds(10));
        await run;

        Assert.Equal("r1", read.Execution.RunId);
        Assert.True(read.NextPageToken.IsEmpty);
    }

    [Fact]
    public async Task Execute_AnswerIsTooLarge_FailsTheTaskWithThatCause()
    {
        _service.OnPoll<PollWorkflowTaskQueueRequest>(WorkflowTasks.First("Empty"));
        _service.OnEach<RespondWorkflowTaskCompletedRequest>(FakeService.Error(StatusCode.ResourceExhausted, "grpc: received message larger than max (5 vs. 4)"));
        _service.OnEach<RespondWorkflowTaskFailedRequest>(new RespondWorkflowTaskFailedResponse());
        await using var worker = CreateWorker();
        worker.AddWorkflow(new EmptyWorkflow());

        var run = worker.ExecuteAsync(_stop.Token);
        var failed = await _service.NextAsync<RespondWorkflowTaskFailedRequest>();
        await _stop.CancelAsync();
        await run;

        Assert.Equal(WorkflowTaskFailedCause.GrpcMessageTooLarge, failed.Cause);
    }

    [Fact]
    public async Task Execute_AllSlotsInUse_PollsNoMore()
    {
        var release = new TaskCompletionSource();
        _service.OnPoll<PollActivityTaskQueueRequest>(ActivityTask(), ActivityTask(), ActivityTask());
        await using var worker = CreateWorker(options => options with { MaxConcurrentActivities = 2, ActivityTaskPollers = 4 });
        var begun = new SemaphoreSlim(0);
        worker.AddActivity(Activity("Charge", async _ =>
        {
            begun.Release();
            await release.Task;
        }));

        var run = worker.ExecuteAsync(_stop.Token);
        await begun.WaitAsync(TimeSpan.FromSeconds(10));
        await begun.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(2, _service.Requests<PollActivityTaskQueueRequest>().Count);
        release.SetResult();
        Assert.True(await begun.WaitAsync(TimeSpan.FromSeconds(10)));
        await _stop.CancelAsync();
        await run;

        Assert.Equal(3, _service.Requests<RespondActivityTaskCompletedRequest>().Count);
    }

    [Fact]
    public async Task Execute_CancelledWithinTheGracePeriod_LetsActivitiesFinish()
    {
        var begun = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        _service.OnPoll<PollActivityTaskQueueRequest>(ActivityTask());
        await using var worker = CreateWorker();
        worker.AddActivity(Activity("Charge", async cancellationToken =>
        {
            begun.SetResult();
            await release.Task;
            Assert.False(cancellationToken.IsCancellationRequested);
        }));

        var run = worker.ExecuteAsync(_stop.Token);
        await begun.Task;
        await _stop.CancelAsync();
        release.SetResult();
        await run;

        Assert.Single(_service.Requests<RespondActivityTaskCompletedRequest>());
    }

    [Fact]
    public async Task Execute_GracePeriodIsOver_CancelsActivitiesAndReportsThemForRetry()
    {
        var begun = new TaskCompletionSource();
        _service.OnPoll<PollActivityTaskQueueRequest>(ActivityTask());
        await using var worker = CreateWorker(options => options with { GracefulShutdownTimeout = TimeSpan.FromSeconds(3) });
        worker.AddActivity(Activity("Charge", async cancellationToken =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }));

        var run = worker.ExecuteAsync(_stop.Token);
        await begun.Task;
        await _stop.CancelAsync();
        await _clock.PassAsync(TimeSpan.FromSeconds(3));
        await run;

        Assert.Equal("WorkerShutdown", Assert.Single(_service.Requests<RespondActivityTaskFailedRequest>()).Failure.ApplicationFailureInfo.Type);
    }

    [Fact]
    public async Task Execute_ActivityIgnoresItsToken_IsLeftBehind()
    {
        var begun = new TaskCompletionSource();
        _service.OnPoll<PollActivityTaskQueueRequest>(ActivityTask());
        await using var worker = CreateWorker(options => options with { GracefulShutdownTimeout = TimeSpan.FromSeconds(3) });
        worker.AddActivity(Activity("Charge", async _ =>
        {
            begun.SetResult();
            await new TaskCompletionSource().Task;
        }));

        var run = worker.ExecuteAsync(_stop.Token);
        await begun.Task;
        await _stop.CancelAsync();
        await _clock.PassAsync(TimeSpan.FromSeconds(3));
        await _clock.PassAsync(TimeSpan.FromSeconds(3));
        await run;

        Assert.Empty(_service.Requests<RespondActivityTaskFailedRequest>());
    }

    [Fact]
    public async Task Execute_ServerIsAway_SaysSoOnceAndKeepsTrying()
    {
        var logs = new RecordingLogger();
        var polls = 0;
        _service.On<PollActivityTaskQueueRequest>(async (_, cancellationToken) =>
        {
            if (Interlocked.Increment(ref polls) > 8)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            throw FakeService.Error(StatusCode.Unavailable, "connection refused");
        });
        await using var worker = CreateWorker(options => options with { LoggerFactory = logs, TimeProvider = new TestClock { IsJumping = true }, ActivityTaskPollers = 2 });
        worker.AddActivity(Activity("Charge", _ => Task.CompletedTask));

        var run = worker.ExecuteAsync(_stop.Token);
        for (var poll = 0; poll < 10; poll++)
        {
            await _service.NextAsync<PollActivityTaskQueueRequest>();
        }

        await _stop.CancelAsync();
        await run;

        var line = Assert.Single(logs.Lines, line => line.Contains("keeps trying", StringComparison.Ordinal));
        Assert.Contains("codefirst server start", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_WhileRunning_StopsAndWaits()
    {
        var worker = CreateWorker();
        worker.AddActivity(Activity("Charge", _ => Task.CompletedTask));
        var run = worker.ExecuteAsync(CancellationToken.None);
        await _service.NextAsync<PollActivityTaskQueueRequest>();

        await worker.DisposeAsync();

        await run;
        await Assert.ThrowsAsync<InvalidOperationException>(() => worker.ExecuteAsync(CancellationToken.None));
    }

    [Fact]
    public void Register_SameNameTwice_IsRefused()
    {
        var worker = CreateWorker();
        worker.AddActivity(Activity("Charge", _ => Task.CompletedTask));

        var error = Assert.Throws<ArgumentException>(() => worker.AddActivity(Activity("Charge", _ => Task.CompletedTask)));

        Assert.Contains("'Charge'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TaskQueue")]
    [InlineData("MaxConcurrentActivities")]
    [InlineData("MaxCachedWorkflows")]
    [InlineData("GracefulShutdownTimeout")]
    public void Options_Invalid_AreRefusedByName(string option)
    {
        var error = Assert.Throws<ArgumentException>(() => CreateWorker(options => option switch
        {
            "TaskQueue" => options with { TaskQueue = "" },
            "MaxConcurrentActivities" => options with { MaxConcurrentActivities = 0 },
            "MaxCachedWorkflows" => options with { MaxCachedWorkflows = -1 },
            _ => options with { GracefulShutdownTimeout = TimeSpan.FromSeconds(-1) },
        }));

        Assert.Contains(option, error.Message, StringComparison.Ordinal);
    }

    private static ActivityDefinition Activity(string name, Func<CancellationToken, Task> invokeAsync) => new()
    {
        Name = name,
        OwnerType = null,
        CreateOwner = null,
        InvokeAsync = async (_, _, cancellationToken) =>
        {
            await invokeAsync(cancellationToken);
            return null;
        },
    };

    private static PollActivityTaskQueueResponse ActivityTask() => new()
    {
        TaskToken = ByteString.CopyFromUtf8("task"),
        ActivityType = new ActivityType { Name = "Charge" },
        ActivityId = "1",
        Attempt = 1,
    };

    private CodeFirstWorker CreateWorker(Func<CodeFirstWorkerOptions, CodeFirstWorkerOptions>? configure = null)
    {
        var options = new CodeFirstWorkerOptions { TaskQueue = "orders" };
        return new CodeFirstWorker(_client, configure?.Invoke(options) ?? options);
    }

    private sealed class WaitingWorkflow() : WorkflowDefinition("Waiting")
    {
        public override object CreateInstance() => new();

        public override async Durable<Payload?> RunAsync(object instance, PayloadArguments arguments)
        {
            await Workflow.DelayAsync(TimeSpan.FromHours(1));
            return null;
        }
    }

    private sealed class EmptyWorkflow() : WorkflowDefinition("Empty")
    {
        public override object CreateInstance() => new();

        public override async Durable<Payload?> RunAsync(object instance, PayloadArguments arguments)
        {
            await Durable.CompletedTask;
            return null;
        }
    }
}
