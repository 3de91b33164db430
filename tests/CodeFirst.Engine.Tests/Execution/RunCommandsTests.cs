using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Failure.V1;
using CodeFirst.Protocol.Sdk.V1;
using Google.Protobuf;
using static CodeFirst.Engine.Tests.WorkerCommands;

namespace CodeFirst.Engine.Tests.Execution;

public sealed class RunCommandsTests
{
    public static TheoryData<CommandType, EventType, WorkflowExecutionStatus> Closings => new()
    {
        { CommandType.CompleteWorkflowExecution, EventType.WorkflowExecutionCompleted, WorkflowExecutionStatus.Completed },
        { CommandType.FailWorkflowExecution, EventType.WorkflowExecutionFailed, WorkflowExecutionStatus.Failed },
        { CommandType.CancelWorkflowExecution, EventType.WorkflowExecutionCanceled, WorkflowExecutionStatus.Canceled },
        { CommandType.ContinueAsNewWorkflowExecution, EventType.WorkflowExecutionContinuedAsNew, WorkflowExecutionStatus.ContinuedAsNew },
    };

    [Theory]
    [MemberData(nameof(Closings))]
    public void Close_EverythingSeen_ClosesTheRun(CommandType type, EventType expectedEvent, WorkflowExecutionStatus expectedStatus)
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Complete(ScheduleActivity("a"), StartTimer("t"), Closing(type));

        Assert.Equal(expectedEvent, run.LastEvent.EventType);
        Assert.Equal(expectedStatus, run.State.Status);
        Assert.Null(run.Last.Refusal);
        Assert.Empty(run.State.Activities);
        Assert.Empty(run.State.Timers);
        Assert.Equal(type == CommandType.ContinueAsNewWorkflowExecution, run.Last.Successor is not null);
    }

    // B13
    [Theory]
    [MemberData(nameof(Closings))]
    public void Close_UnseenSignal_IsRetriedWithIt(CommandType type, EventType expectedEvent, WorkflowExecutionStatus expectedStatus)
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Signal("late");
        run.Complete(Closing(type));

        Assert.Equal(RefusalCode.InvalidArgument, run.Last.Refusal!.Code);
        Assert.Equal("UnhandledCommand", run.Last.Refusal.Message);
        Assert.Equal([EventType.WorkflowTaskStarted, EventType.WorkflowTaskFailed, EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskScheduled], run.Types.Skip(2));
        Assert.Equal(WorkflowTaskFailedCause.UnhandledCommand, run.History[3].WorkflowTaskFailedEventAttributes.Cause);

        run.StartTask();
        Assert.Equal(RefusalCode.ResourceExhausted, run.Signal("too late").Refusal!.Code);
        run.Complete(Closing(type));
        Assert.Equal(expectedEvent, run.LastEvent.EventType);
        Assert.Equal(expectedStatus, run.State.Status);
    }

    // B21: the first completion does not count either, nor does the task fail; another attempt comes when its time is over.
    [Theory]
    [MemberData(nameof(Closings))]
    public void Close_NotLast_ChangesNothing(CommandType type, EventType expectedEvent, WorkflowExecutionStatus expectedStatus)
    {
        var run = RunDriver.Start();
        run.StartTask();
        var refused = run.Complete(StartTimer("t"), Closing(type), CompleteRun());

        Assert.Equal(RefusalCode.InvalidArgument, refused.Refusal!.Code);
        Assert.Contains($"{type} must be the last of 3 commands but is number 2", refused.Refusal.Message, StringComparison.Ordinal);
        Assert.False(refused.IsDurable);
        Assert.DoesNotContain(expectedEvent, run.Types);
        Assert.NotEqual(expectedStatus, run.State.Status);
        run.AdvanceToDeadline();
        Assert.Equal(EventType.WorkflowTaskTimedOut, run.LastEvent.EventType);
    }

    [Theory]
    [MemberData(nameof(Closings))]
    public void Close_WithoutAttributes_FailsTheTask(CommandType type, EventType expectedEvent, WorkflowExecutionStatus expectedStatus)
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Complete(new Command { CommandType = type });

        Assert.Equal(RefusalCode.InvalidArgument, run.Last.Refusal!.Code);
        Assert.DoesNotContain(expectedEvent, run.Types);
        Assert.NotEqual(expectedStatus, run.State.Status);
    }

    // B54
    [Fact]
    public void ContinueAsNew_Plain_InheritsWhatTheCommandLeavesOut()
    {
        var run = RunDriver.Start(request =>
        {
            request.WorkflowExecutionTimeout = Seconds(1000);
            request.WorkflowRunTimeout = Seconds(100);
            request.WorkflowTaskTimeout = Seconds(7);
        });
        run.StartTask();
        run.Now += TimeSpan.FromSeconds(5);
        run.Complete(ContinueAsNew(attributes => attributes.Input = Text("again")));

        var closing = run.LastEvent.WorkflowExecutionContinuedAsNewEventAttributes;
        Assert.Equal((RunDriver.SuccessorRunId, "Order", RunDriver.NormalQueue), (closing.NewExecutionRunId, closing.WorkflowType.Name, closing.TaskQueue.Name));
        Assert.Equal(RunDriver.SuccessorRunId, run.State.SuccessorRunId);

        var next = run.Successor();
        Assert.Equal([EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled], next.Types);
        var started = next.History[0].WorkflowExecutionStartedEventAttributes;
        Assert.Equal(RunDriver.RunId, started.ContinuedExecutionRunId);
        Assert.Equal(RunDriver.RunId, started.FirstExecutionRunId);
        Assert.Equal(RunDriver.SuccessorRunId, started.OriginalExecutionRunId);
        Assert.Equal(ContinueAsNewInitiator.Workflow, started.Initiator);
        Assert.Equal(1, started.Attempt);
        Assert.Equal(Text("again"), started.Input);
        Assert.Equal((Seconds(1000), Seconds(100), Seconds(7)), (started.WorkflowExecutionTimeout, started.WorkflowRunTimeout, started.WorkflowTaskTimeout));
        Assert.Equal(RunDriver.Beginning.AddSeconds(1000), started.WorkflowExecutionExpirationTime.ToDateTimeOffset());
        Assert.Equal(run.Now.AddSeconds(100), next.State.RunExpiration.ToDateTimeOffset());
    }

    [Fact]
    public void ContinueAsNew_WithBackoff_DelaysTheFirstTask()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Complete(ContinueAsNew(attributes =>
        {
            attributes.WorkflowType = new() { Name = "Order2" };
            attributes.TaskQueue = new() { Name = "elsewhere" };
            attributes.BackoffStartInterval = Seconds(30);
        }));

        var next = run.Successor();
        Assert.Equal(("Order2", "elsewhere"), (next.State.WorkflowType, next.State.TaskQueue));
        Assert.Equal([EventType.WorkflowExecutionStarted], next.Types);
        next.AdvanceToDeadline();
        Assert.Equal(RunDriver.Beginning.AddSeconds(30), next.Now);
        Assert.Equal("elsewhere", Assert.Single(next.State.GetReadyTasks()).TaskQueue);
    }

    public static TheoryData<string, Action<ContinueAsNewWorkflowExecutionCommandAttributes>> BadContinuations => new()
    {
        { "negative timeout", attributes => attributes.WorkflowRunTimeout = Seconds(-1) },
        { "long type", attributes => attributes.WorkflowType = new() { Name = new string('t', 1_001) } },
        { "long queue", attributes => attributes.TaskQueue = new() { Name = new string('q', 1_001) } },
    };

    [Theory]
    [MemberData(nameof(BadContinuations))]
    public void ContinueAsNew_BadAttributes_FailsTheTask(string reason, Action<ContinueAsNewWorkflowExecutionCommandAttributes> spoil)
    {
        Assert.NotEmpty(reason);
        var run = RunDriver.Start();
        run.StartTask();
        run.Complete(ContinueAsNew(spoil));
        Assert.Equal(WorkflowTaskFailedCause.BadContinueAsNewAttributes, run.LastEvent.WorkflowTaskFailedEventAttributes.Cause);
    }

    // B55
    [Fact]
    public void Fail_WithRetryPolicy_StartsTheNextAttempt()
    {
        var run = RunDriver.Start(request =>
        {
            request.Input = Text("input");
            request.RetryPolicy = new RetryPolicy { InitialInterval = Seconds(2), MaximumAttempts = 2 };
        });
        run.StartTask();
        run.Complete(FailRun());

        var failed = run.LastEvent.WorkflowExecutionFailedEventAttributes;
        Assert.Equal((RetryState.InProgress, RunDriver.SuccessorRunId), (failed.RetryState, failed.NewExecutionRunId));
        Assert.Equal(WorkflowExecutionStatus.Failed, run.State.Status);

        var next = run.Successor();
        var started = next.History[0].WorkflowExecutionStartedEventAttributes;
        Assert.Equal((2, ContinueAsNewInitiator.Retry, "lost"), (started.Attempt, started.Initiator, started.ContinuedFailure.Message));
        Assert.Equal((Text("input"), Seconds(2)), (started.Input, started.FirstWorkflowTaskBackoff));
        next.AdvanceToDeadline();
        next.StartTask();
        next.Complete(FailRun());
        Assert.Equal(RetryState.MaximumAttemptsReached, next.LastEvent.WorkflowExecutionFailedEventAttributes.RetryState);
        Assert.Null(next.Last.Successor);
    }

    // B29: unlike an activity, a run does not wait longer than its policy allows.
    [Fact]
    public void Fail_NamingALongDelay_WaitsForThePolicysMaximum()
    {
        var run = RunDriver.Start(request => request.RetryPolicy = new RetryPolicy { InitialInterval = Seconds(2), MaximumInterval = Seconds(30) });
        run.StartTask();
        run.Complete(FailRun(new Failure { ApplicationFailureInfo = new() { NextRetryDelay = Seconds(1000) } }));

        Assert.Equal(Seconds(30), run.Successor().History[0].WorkflowExecutionStartedEventAttributes.FirstWorkflowTaskBackoff);
    }

    [Fact]
    public void Fail_NamingNoDelay_WaitsAsThePolicySays()
    {
        var run = RunDriver.Start(request => request.RetryPolicy = new RetryPolicy { InitialInterval = Seconds(7) });
        run.StartTask();
        run.Complete(FailRun(new Failure { ApplicationFailureInfo = new() { NextRetryDelay = Seconds(0) } }));

        Assert.Equal(Seconds(7), run.Successor().History[0].WorkflowExecutionStartedEventAttributes.FirstWorkflowTaskBackoff);
    }

    // B30
    public static TheoryData<RetryPolicy?, Failure, RetryState> FinalFailures => new()
    {
        { null, new Failure(), RetryState.RetryPolicyNotSet },
        { new RetryPolicy(), new Failure { ApplicationFailureInfo = new() { NonRetryable = true } }, RetryState.NonRetryableFailure },
        { new RetryPolicy { NonRetryableErrorTypes = { "Fatal" } }, new Failure { ApplicationFailureInfo = new() { Type = "Fatal" } }, RetryState.NonRetryableFailure },
        { new RetryPolicy { InitialInterval = Seconds(101), MaximumInterval = Seconds(200) }, new Failure(), RetryState.Timeout },
        { new RetryPolicy { MaximumAttempts = 1 }, new Failure(), RetryState.MaximumAttemptsReached },
    };

    [Theory]
    [MemberData(nameof(FinalFailures))]
    public void Fail_NothingToRetry_SaysWhy(RetryPolicy? policy, Failure failure, RetryState expected)
    {
        var run = RunDriver.Start(request =>
        {
            request.RetryPolicy = policy;
            request.WorkflowExecutionTimeout = Seconds(100);
        });
        run.StartTask();
        run.Complete(FailRun(failure));

        Assert.Equal(expected, run.LastEvent.WorkflowExecutionFailedEventAttributes.RetryState);
        Assert.Null(run.Last.Successor);
        Assert.Empty(run.State.SuccessorRunId);
    }

    [Fact]
    public void Command_WithUserMetadata_CopiesItOntoItsEvent()
    {
        var metadata = new UserMetadata { Summary = new Payload { Data = ByteString.CopyFromUtf8("why") } };
        var command = StartTimer("t");
        command.UserMetadata = metadata;
        var run = RunDriver.StartWith(command);
        Assert.Equal(metadata, run.LastEvent.UserMetadata);
    }

    // B21
    [Theory]
    [InlineData(CommandType.Unspecified)]
    [InlineData((CommandType)999)]
    public void Command_OfUnknownType_ChangesNothing(CommandType type)
    {
        var run = RunDriver.Start();
        run.StartTask();
        var refused = run.Complete(StartTimer("t"), new Command { CommandType = type });

        Assert.Equal(RefusalCode.InvalidArgument, refused.Refusal!.Code);
        Assert.False(refused.IsDurable);
        Assert.Empty(run.State.Timers);
    }

    [Theory]
    [InlineData(CommandType.ScheduleNexusOperation)]
    [InlineData(CommandType.RequestCancelNexusOperation)]
    public void Command_NotSupported_FailsTheTask(CommandType type)
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Complete(StartTimer("t"), new Command { CommandType = type });

        Assert.Equal(RefusalCode.InvalidArgument, run.Last.Refusal!.Code);
        Assert.Equal([EventType.WorkflowTaskStarted, EventType.WorkflowTaskFailed], run.Types.Skip(2));
        Assert.Equal(WorkflowTaskFailedCause.FeatureDisabled, run.LastEvent.WorkflowTaskFailedEventAttributes.Cause);
        Assert.Empty(run.State.Timers);
    }

    private static Command Closing(CommandType type) => type switch
    {
        CommandType.CompleteWorkflowExecution => CompleteRun(),
        CommandType.FailWorkflowExecution => FailRun(),
        CommandType.CancelWorkflowExecution => CancelRun(),
        _ => ContinueAsNew(),
    };

    private static Payloads Text(string text) => new() { Payloads_ = { new Payload { Data = ByteString.CopyFromUtf8(text) } } };
}
