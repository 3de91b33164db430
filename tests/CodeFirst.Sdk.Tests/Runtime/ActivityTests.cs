using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Sdk.Runtime;

namespace CodeFirst.Sdk.Tests.Runtime;

public sealed class ActivityTests
{
    private static SimulatedRun NewRun(Func<TestState, Durable<object?>> run) =>
        new(new TestWorkflow<TestState>("Test", (state, _) => run(state)).Signal("Cancel", (state, _) => state.Source.Cancel()));

    private static string? ResultOf(IReadOnlyList<Command> commands) =>
        CodeFirst.Sdk.Converters.PayloadConverter.Default.FromPayload<string?>(Assert.Single(commands).CompleteWorkflowExecutionCommandAttributes.Result.Payloads_[0]);

    [Fact]
    public async Task Call_Options_AreMergedFromCallStubAndDefaults()
    {
        var run = NewRun(async _ => await StubCalls.ExecuteActivityAsync<string>(
            "Charge",
            new ActivityOptions { StartToCloseTimeout = TimeSpan.FromSeconds(1), HeartbeatTimeout = TimeSpan.FromSeconds(2), TaskQueue = "defaults" },
            new ActivityOptions { TaskQueue = "stub", ScheduleToCloseTimeout = TimeSpan.FromSeconds(3), Summary = "of the stub" },
            new ActivityOptions { ScheduleToCloseTimeout = TimeSpan.FromSeconds(4), RetryPolicy = new RetryPolicy { MaximumAttempts = 5 }, ActivityId = "mine" },
            [],
            cancellationToken: null));

        var command = Assert.Single(await run.RunTaskAsync());

        var attributes = command.ScheduleActivityTaskCommandAttributes;
        Assert.Equal("Charge", attributes.ActivityType.Name);
        Assert.Equal("mine", attributes.ActivityId);
        Assert.Equal("stub", attributes.TaskQueue.Name);
        Assert.Equal(TimeSpan.FromSeconds(1), attributes.StartToCloseTimeout.ToTimeSpan());
        Assert.Equal(TimeSpan.FromSeconds(2), attributes.HeartbeatTimeout.ToTimeSpan());
        Assert.Equal(TimeSpan.FromSeconds(4), attributes.ScheduleToCloseTimeout.ToTimeSpan());
        Assert.Null(attributes.ScheduleToStartTimeout);
        Assert.Null(attributes.Input);
        Assert.Equal(5, attributes.RetryPolicy.MaximumAttempts);
        Assert.Equal("\"of the stub\"", command.UserMetadata.Summary.Data.ToStringUtf8());
    }

    [Fact]
    public async Task Call_WithDefaults_UsesTheQueueOfTheWorkflowAndCountedIds()
    {
        var run = NewRun(async _ => await Workflow.WhenAllAsync(Activities.CallAsync("A", "x"), Activities.CallAsync("B")));

        var commands = await run.RunTaskAsync();

        Assert.Equal(["1", "2"], commands.Select(command => command.ScheduleActivityTaskCommandAttributes.ActivityId));
        Assert.All(commands, command => Assert.Equal("queue", command.ScheduleActivityTaskCommandAttributes.TaskQueue.Name));
        Assert.Equal("\"x\"", commands[0].ScheduleActivityTaskCommandAttributes.Input.Payloads_[0].Data.ToStringUtf8());
        Assert.Null(commands[0].UserMetadata);
    }

    [Fact]
    public async Task Call_WithoutTimeout_FailsTheTaskAndNamesActivityAndRemedy()
    {
        var run = NewRun(async _ => await StubCalls.ExecuteActivityAsync<string>("Charge", new ActivityOptions(), null, null, [], null));

        var failed = await run.RunFailingTaskAsync();

        Assert.Equal(WorkflowTaskFailedCause.WorkflowWorkerUnhandledFailure, failed.Cause);
        Assert.Contains("'Charge'", failed.Failure.Message, StringComparison.Ordinal);
        Assert.Contains("StartToCloseTimeout", failed.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Call_OutsideOfAWorkflow_Throws() =>
        Assert.Contains("workflow code only", Assert.Throws<InvalidOperationException>(() => { _ = Activities.CallAsync("A"); }).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Call_OfAnActivityWithoutResult_Completes()
    {
        var run = NewRun(async _ =>
        {
            await StubCalls.ExecuteActivityAsync("Notify", new ActivityOptions { StartToCloseTimeout = TimeSpan.FromSeconds(1) }, null, null, [], null);
            return "done";
        });
        await run.RunTaskAsync();
        run.Add(EventType.ActivityTaskCompleted, e => e.ActivityTaskCompletedEventAttributes = new() { ScheduledEventId = 5 });

        Assert.Equal("done", ResultOf(await run.RunTaskAsync()));
    }

    [Fact]
    public async Task Failure_OfAnActivity_ArrivesWithItsCause()
    {
        ActivityFailureException? caught = null;
        var run = NewRun(async _ =>
        {
            caught = null;
            try
            {
                return await Activities.CallAsync("Charge");
            }
            catch (ActivityFailureException e)
            {
                caught = e;
                return "compensated";
            }
        });
        await run.RunTaskAsync();
        run.FailActivity("1", new() { Message = "no funds", StackTrace = "at Bank", ApplicationFailureInfo = new() { Type = "Declined", NonRetryable = true } });

        Assert.Equal("compensated", ResultOf(await run.RunTaskAsync()));
        Assert.Equal("Activity 'Charge' failed: no funds", caught!.Message);
        Assert.Equal(("Charge", "1", "activity worker", 5L, 99L), (caught.ActivityType, caught.ActivityId, caught.Identity, caught.ScheduledEventId, caught.StartedEventId));
        Assert.Equal(RetryState.MaximumAttemptsReached, caught.RetryState);
        var cause = Assert.IsType<ApplicationFailureException>(caught.InnerException);
        Assert.Equal(("no funds", "Declined", true, "at Bank"), (cause.Message, cause.ErrorType, cause.NonRetryable, cause.StackTrace));
    }

    [Fact]
    public async Task Failure_OfAnActivityUncaught_FailsTheWorkflowWithIt()
    {
        var run = NewRun(async _ => await Activities.CallAsync("Charge"));
        await run.RunTaskAsync();
        run.TimeOutActivity("1", TimeoutType.StartToClose);

        var failure = Assert.Single(await run.RunTaskAsync()).FailWorkflowExecutionCommandAttributes.Failure;

        Assert.Equal("Charge", failure.ActivityFailureInfo.ActivityType.Name);
        Assert.Equal(RetryState.Timeout, failure.ActivityFailureInfo.RetryState);
        Assert.Equal(TimeoutType.StartToClose, failure.Cause.TimeoutFailureInfo.TimeoutType);
    }

    [Fact]
    public async Task Result_ThatDoesNotFit_FailsTheTask()
    {
        var run = NewRun(async _ => await StubCalls.ExecuteActivityAsync<int>("Count", new ActivityOptions { StartToCloseTimeout = TimeSpan.FromSeconds(1) }, null, null, [], null));
        await run.RunTaskAsync();
        run.CompleteActivity("1", "not a number");

        Assert.Contains("System.Int32", (await run.RunFailingTaskAsync()).Failure.Message, StringComparison.Ordinal);
    }

    // B32
    [Theory]
    [InlineData(ActivityCancellation.TryCancel, true, true)]
    [InlineData(ActivityCancellation.Abandon, false, true)]
    [InlineData(ActivityCancellation.WaitCancellationCompleted, true, false)]
    public async Task Cancel_OfAScheduledActivity_FollowsItsKind(ActivityCancellation kind, bool isRequested, bool isResolvedAtOnce)
    {
        var run = NewRun(async state =>
        {
            try
            {
                return await Activities.CallAsync("Ship", options: new ActivityOptions { Cancellation = kind }, cancellationToken: state.Source.Token);
            }
            catch (CanceledFailureException)
            {
                return "cancelled";
            }
        });
        await run.RunTaskAsync();
        run.Signal("Cancel");

        var commands = await run.RunTaskAsync();

        Assert.Equal(isRequested, commands.Any(command => command.RequestCancelActivityTaskCommandAttributes is { ScheduledEventId: 5 }));
        Assert.Equal(isResolvedAtOnce, commands.Any(command => command.CommandType == CommandType.CompleteWorkflowExecution));
        if (!isResolvedAtOnce)
        {
            run.CancelActivity("1");
            Assert.Equal("cancelled", ResultOf(await run.RunTaskAsync()));
        }
    }

    [Fact]
    public async Task Cancel_OfAnActivityThatIsWaitedFor_TakesTheResultIfItCompletesAfterAll()
    {
        var run = NewRun(async state => await Activities.CallAsync("Ship", options: new ActivityOptions { Cancellation = ActivityCancellation.WaitCancellationCompleted }, cancellationToken: state.Source.Token));
        await run.RunTaskAsync();
        run.Signal("Cancel");
        await run.RunTaskAsync();
        run.CompleteActivity("1", "shipped");

        Assert.Equal("shipped", ResultOf(await run.RunTaskAsync()));
    }

    [Fact]
    public async Task Cancel_BeforeTheCommandIsSent_LeavesNoCommand()
    {
        var run = NewRun(async state =>
        {
            var call = Activities.CallAsync("Ship", cancellationToken: state.Source.Token);
            state.Source.Cancel();
            try
            {
                await call;
            }
            catch (CanceledFailureException)
            {
                return await Activities.CallAsync("Refund");
            }

            return null;
        });

        var attributes = Assert.Single(await run.RunTaskAsync()).ScheduleActivityTaskCommandAttributes;
        Assert.Equal(("Refund", "2"), (attributes.ActivityType.Name, attributes.ActivityId));
    }

    [Fact]
    public async Task Completion_OfAnAbandonedActivity_IsIgnored()
    {
        var run = NewRun(async state =>
        {
            try
            {
                await Activities.CallAsync("Ship", options: new ActivityOptions { Cancellation = ActivityCancellation.Abandon }, cancellationToken: state.Source.Token);
            }
            catch (CanceledFailureException)
            {
                await Workflow.DelayAsync(TimeSpan.FromHours(1));
            }

            return "done";
        });
        await run.RunTaskAsync();
        run.Signal("Cancel");
        await run.RunTaskAsync();
        run.CompleteActivity("1", "late");
        Assert.Empty(await run.RunTaskAsync());
        run.FireTimer("1");

        Assert.Equal("done", ResultOf(await run.RunTaskAsync()));
    }
}
