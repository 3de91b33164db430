using CodeFirst.Engine.Activities;
using CodeFirst.Engine.Execution;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.ErrorDetails.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using static CodeFirst.Engine.Tests.WorkerCommands;

namespace CodeFirst.Engine.Tests.Execution;

public sealed class RunTransitionsTests
{
    private static readonly TerminateRun Terminate = new(new TerminateWorkflowExecutionRequest { Reason = "enough", Identity = "admin" });

    [Fact]
    public void Terminate_NoTaskStarted_ClosesTheRun()
    {
        var run = RunDriver.Start();
        run.Decide(Terminate);

        Assert.Equal(EventType.WorkflowExecutionTerminated, run.LastEvent.EventType);
        Assert.Equal("enough", run.LastEvent.WorkflowExecutionTerminatedEventAttributes.Reason);
        Assert.Equal(WorkflowExecutionStatus.Terminated, run.State.Status);
    }

    // B25
    [Fact]
    public void Terminate_TaskStarted_FailsItAndWritesWhatWasBuffered()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Signal("late");
        run.Decide(Terminate);

        Assert.Equal(
            [EventType.WorkflowTaskStarted, EventType.WorkflowTaskFailed, EventType.WorkflowExecutionSignaled, EventType.WorkflowExecutionTerminated],
            run.Types.Skip(2));
        Assert.Equal(WorkflowTaskFailedCause.ForceCloseCommand, run.History[3].WorkflowTaskFailedEventAttributes.Cause);
    }

    [Fact]
    public void Terminate_TransientTaskStarted_LeavesNoTraceOfIt()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.FailTask();
        run.StartTask();
        run.Decide(Terminate);

        Assert.Equal([EventType.WorkflowTaskFailed, EventType.WorkflowExecutionTerminated], run.Types.Skip(3));
    }

    [Fact]
    public void Terminate_OtherChain_IsNotFound()
    {
        var run = RunDriver.Start();
        var refusal = run.Decide(new TerminateRun(new TerminateWorkflowExecutionRequest { FirstExecutionRunId = "other" })).Refusal;
        Assert.Equal(RefusalCode.NotFound, refusal!.Code);
    }

    [Fact]
    public void ClosedRun_CommandsThatNeedARunningOne_AreRefused()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        var token = run.StartActivity();
        run.Decide(Terminate);
        RunCommand[] commands =
        [
            Terminate,
            new StartWorkflowTask(RunDriver.NormalQueue, 2, 1, "poll", "worker"),
            new CompleteWorkflowTask(run.Task!.Token, new RespondWorkflowTaskCompletedRequest(), RunDriver.SuccessorRunId),
            new FailWorkflowTask(run.Task.Token, new RespondWorkflowTaskFailedRequest()),
            new StartActivity(5, 1, "poll", "worker"),
            new CompleteActivity(token, new RespondActivityTaskCompletedRequest()),
            new FailActivity(token, new RespondActivityTaskFailedRequest()),
            new CancelActivity(token, new RespondActivityTaskCanceledRequest()),
            new HeartbeatActivity(token, null, "worker"),
        ];

        Assert.All(commands, command =>
        {
            var refusal = run.Decide(command).Refusal;
            Assert.Equal((RefusalCode.NotFound, "workflow execution already completed"), (refusal!.Code, refusal.Message));
            Assert.IsType<NotFoundFailure>(refusal.Detail);
        });
    }

    // B58
    [Fact]
    public void Cancel_Twice_IsRecordedOnce()
    {
        var run = RunDriver.StartWith();
        Cancel(run, "cancel-1");
        Assert.Equal([EventType.WorkflowExecutionCancelRequested, EventType.WorkflowTaskScheduled], run.Types.TakeLast(2));
        Assert.Equal("because", run.History[^2].WorkflowExecutionCancelRequestedEventAttributes.Cause);

        var again = Cancel(run, "cancel-2");
        Assert.False(again.IsDurable);
        Assert.Null(again.Refusal);
    }

    // B58
    [Fact]
    public void Cancel_Closed_SucceedsWithoutATrace()
    {
        var run = RunDriver.Start();
        run.Decide(Terminate);
        var transition = Cancel(run, "cancel-1");
        Assert.False(transition.IsDurable);
        Assert.Null(transition.Refusal);
    }

    // B58
    [Fact]
    public void Cancel_OtherChain_IsNotFound()
    {
        var run = RunDriver.Start();
        var refusal = run.Decide(new RequestCancelRun(new RequestCancelWorkflowExecutionRequest { FirstExecutionRunId = "other" })).Refusal;
        Assert.Equal((RefusalCode.NotFound, "workflow execution not found"), (refusal!.Code, refusal.Message));
    }

    // B25
    [Fact]
    public void RunTimeout_TaskStarted_FailsItAndClosesTheRun()
    {
        var run = RunDriver.Start(request => request.WorkflowRunTimeout = Seconds(5));
        run.Now += TimeSpan.FromSeconds(4);
        run.StartTask();
        run.AdvanceToDeadline();

        Assert.Equal([EventType.WorkflowTaskStarted, EventType.WorkflowTaskFailed, EventType.WorkflowExecutionTimedOut], run.Types.Skip(2));
        Assert.Equal(RetryState.RetryPolicyNotSet, run.LastEvent.WorkflowExecutionTimedOutEventAttributes.RetryState);
        Assert.Equal(WorkflowExecutionStatus.TimedOut, run.State.Status);
    }

    [Fact]
    public void RunTimeout_WithRetryPolicy_StartsTheNextAttempt()
    {
        var run = RunDriver.Start(request =>
        {
            request.WorkflowRunTimeout = Seconds(5);
            request.RetryPolicy = new RetryPolicy();
        });
        run.AdvanceToDeadline();

        Assert.Equal(RunDriver.SuccessorRunId, run.LastEvent.WorkflowExecutionTimedOutEventAttributes.NewExecutionRunId);
        var next = run.Successor();
        Assert.Equal(2, next.State.Attempt);
        Assert.Equal(run.Now.AddSeconds(1 + 5), next.State.RunExpiration.ToDateTimeOffset());
    }

    [Fact]
    public void ExecutionTimeout_WithRetryPolicy_EndsTheChain()
    {
        var run = RunDriver.Start(request =>
        {
            request.WorkflowExecutionTimeout = Seconds(5);
            request.RetryPolicy = new RetryPolicy();
        });
        run.AdvanceToDeadline();

        Assert.Equal(RetryState.Timeout, run.LastEvent.WorkflowExecutionTimedOutEventAttributes.RetryState);
        Assert.Null(run.Last.Successor);
    }

    // B24
    [Theory]
    [InlineData(51_201, 0, WorkflowExecutionStatus.Terminated)]
    [InlineData(5, 50 * 1024 * 1024, WorkflowExecutionStatus.Terminated)]
    [InlineData(51_200, 0, WorkflowExecutionStatus.Running)]
    public void Run_HistoryTooLong_IsTerminated(long nextEventId, long sizeBytes, WorkflowExecutionStatus expected)
    {
        var state = RunDriver.StartWith().State.Clone();
        state.NextEventId = nextEventId;
        state.HistorySizeBytes = sizeBytes;
        var transition = RunEngine.Decide(state, new Engine.Signals.SignalRun(new SignalWorkflowExecutionRequest { SignalName = "one more" }), RunDriver.Beginning);
        Assert.Equal(expected, transition.State.Status);
    }

    private static Transition Cancel(RunDriver run, string requestId) =>
        run.Decide(new RequestCancelRun(new RequestCancelWorkflowExecutionRequest { RequestId = requestId, Reason = "because" }));
}
