using CodeFirst.Engine.Outbox;
using CodeFirst.Engine.Signals;
using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Workflow.V1;
using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.Tests.Reset;

public sealed class RunResetTests
{
    // 1 started, 2 scheduled, 3 started, 4 completed
    private const long FirstCompletion = 4;

    // B59
    [Fact]
    public void Reset_ToACompletion_ForksHistoryBeforeItAndFailsTheTask()
    {
        var run = RunDriver.StartWith(WorkerCommands.StartTimer("timer"));

        var again = run.Reset(FirstCompletion);

        Assert.Equal(
            [
                EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted, EventType.WorkflowTaskFailed,
                EventType.WorkflowTaskScheduled,
            ],
            again.Types);
        Assert.Equal(run.History.Take(3), again.History.Take(3));
        var failed = again.History[3].WorkflowTaskFailedEventAttributes;
        Assert.Equal(
            (WorkflowTaskFailedCause.ResetWorkflow, RunDriver.RunId, RunDriver.ResetRunId, "again"),
            (failed.Cause, failed.BaseRunId, failed.NewRunId, failed.Failure.Message));
        Assert.NotNull(failed.Failure.ResetWorkflowFailureInfo);
        Assert.Equal((RunDriver.ResetRunId, RunDriver.RunId, "reset-1"), (again.State.RunId, again.State.FirstRunId, again.State.StartRequestId));
        Assert.Empty(again.State.Timers);
        Assert.Equal(1, again.ReadyTask(TaskKind.Workflow).Attempt);
    }

    [Fact]
    public void Reset_OfARunningRun_TerminatesIt()
    {
        var run = RunDriver.StartWith(WorkerCommands.StartTimer("timer"));
        run.Signal("wake");
        run.StartTask();

        run.Reset(FirstCompletion);

        Assert.Equal((WorkflowExecutionStatus.Terminated, RunDriver.ResetRunId), (run.State.Status, run.State.ResetRunId));
        Assert.Equal([EventType.WorkflowTaskFailed, EventType.WorkflowExecutionTerminated], run.Types.TakeLast(2));
        Assert.Equal("again", run.LastEvent.WorkflowExecutionTerminatedEventAttributes.Reason);
    }

    [Fact]
    public void Reset_OfAClosedRun_LeavesItsHistory()
    {
        var run = RunDriver.StartWith(WorkerCommands.CompleteRun());
        var history = run.History.Count;

        var again = run.Reset(FirstCompletion);

        Assert.Equal((history, WorkflowExecutionStatus.Completed), (run.History.Count, run.State.Status));
        Assert.Equal(RunDriver.ResetRunId, run.State.ResetRunId);
        Assert.True(again.State.IsRunning);
    }

    [Theory]
    [InlineData(3, "the started event")]
    [InlineData(4, "the completed event")]
    public void Reset_WhileATaskIsPending_IsAllowed(long finishEventId, string what)
    {
        var again = RunDriver.StartWith(WorkerCommands.StartTimer("timer")).Reset(finishEventId);
        Assert.True(again.Types.ElementAt(3) == EventType.WorkflowTaskFailed, what);
    }

    [Theory]
    [InlineData(2, "only the start")]
    [InlineData(5, "after the completion")]
    [InlineData(6, "after a command")]
    public void Reset_WhileNoTaskIsPending_IsRefused(long finishEventId, string what)
    {
        var run = RunDriver.StartWith(WorkerCommands.StartTimer("timer"), WorkerCommands.StartTimer("other"));
        var refusal = run.Reset(finishEventId, []).Refusal;
        Assert.True(refusal is { Code: RefusalCode.InvalidArgument }, what);
        Assert.Equal($"Can only reset workflow to event ID in range [WorkflowTaskScheduled +1, WorkflowTaskStarted + 1]: {finishEventId}", refusal.Message);
    }

    // B59
    [Fact]
    public void Reset_SignalsAfterThePoint_ComeAgainInOrderAndOnce()
    {
        var run = RunDriver.Start(signal: new InitialSignal("before", null, null, "client", "request-0"));
        run.StartTask();
        run.Complete(WorkerCommands.StartTimer("timer"));
        run.Signal("first", "request-1");
        run.StartTask();
        run.Signal("buffered", "request-2");

        var again = run.Reset(5);

        var signals = again.History
            .Where(written => written.EventType == EventType.WorkflowExecutionSignaled)
            .Select(written => written.WorkflowExecutionSignaledEventAttributes.SignalName);
        Assert.Equal(["before", "first", "buffered"], signals);
        Assert.All(["request-0", "request-1", "request-2"], requestId => Assert.True(again.State.HasReceivedSignal(requestId)));
        Assert.Equal(3, again.State.ReceivedSignalCount);
        Assert.Equal(3, again.State.SignalCount);

        // B37: a client that repeats its signal to the new run is not heard twice.
        again.Signal("first", "request-1");
        Assert.False(again.Last.IsDurable);
    }

    [Theory]
    [InlineData(ResetReapplyType.Unspecified, ResetReapplyExcludeType.Unspecified, 1)]
    [InlineData(ResetReapplyType.Unspecified, ResetReapplyExcludeType.Signal, 0)]
    [InlineData(ResetReapplyType.Unspecified, ResetReapplyExcludeType.Update, 1)]
    [InlineData(ResetReapplyType.Signal, ResetReapplyExcludeType.Unspecified, 1)]
    [InlineData(ResetReapplyType.None, ResetReapplyExcludeType.Unspecified, 0)]
    public void Reset_ExcludingTypes_ReappliesTheRest(ResetReapplyType type, ResetReapplyExcludeType excluded, int expected)
    {
        var run = RunDriver.StartWith(WorkerCommands.StartTimer("timer"));
        run.Signal("signal");

        var again = run.Reset(FirstCompletion, request =>
        {
            request.ResetReapplyType = type;
            request.ResetReapplyExcludeTypes.Add(excluded);
        });

        Assert.Equal(expected, again.State.SignalCount);
    }

    [Fact]
    public void Reset_WithASignalOfItsOwn_RecordsItLast()
    {
        var run = RunDriver.StartWith(WorkerCommands.StartTimer("timer"));
        run.Signal("theirs");

        var again = run.Reset(
            FirstCompletion,
            request => request.PostResetOperations.Add(new PostResetOperation { SignalWorkflow = new() { SignalName = "mine" } }));

        Assert.Equal("mine", again.History[^2].WorkflowExecutionSignaledEventAttributes.SignalName);
    }

    // B59
    [Fact]
    public void Reset_CancellationAfterThePoint_DoesNotComeAgain()
    {
        var run = RunDriver.StartWith(WorkerCommands.StartTimer("timer"));
        run.Decide(new CodeFirst.Engine.Execution.RequestCancelRun(new() { RequestId = "cancel" }));

        var again = run.Reset(FirstCompletion);

        Assert.False(again.State.CancelRequested);
        Assert.DoesNotContain(EventType.WorkflowExecutionCancelRequested, again.Types);
    }

    [Fact]
    public void Reset_PendingActivity_IsReadyForItsFirstAttemptAgain()
    {
        var run = RunDriver.StartWith(WorkerCommands.ScheduleActivity("charge", attributes => attributes.ScheduleToCloseTimeout = WorkerCommands.Seconds(60)));
        run.FailActivity(run.StartActivity());
        run.Signal("wake");
        run.StartTask();
        run.Complete();
        run.Now += TimeSpan.FromHours(1);

        var again = run.Reset(run.LastEvent.EventId);

        var ready = again.ReadyTask(TaskKind.Activity);
        Assert.Equal((5, 1, run.Now), (ready.ScheduledEventId, ready.Attempt, ready.ReadySince));
        Assert.Equal(run.Now.AddSeconds(60), again.State.GetNextDeadline());
        again.CompleteActivity(again.StartActivity());
        Assert.Equal(EventType.ActivityTaskCompleted, again.LastEvent.EventType);
    }

    [Fact]
    public void Reset_PendingTimer_FiresAtItsTime()
    {
        var run = RunDriver.StartWith(WorkerCommands.StartTimer("timer", 60));
        run.Signal("wake");
        run.StartTask();
        run.Complete(WorkerCommands.CancelTimer("timer"));
        run.Now += TimeSpan.FromHours(1);

        var again = run.Reset(run.History[^2].EventId);
        again.Advance(TimeSpan.Zero);

        Assert.Equal("timer", again.LastEvent.TimerFiredEventAttributes.TimerId);
    }

    [Fact]
    public void Reset_OfARunThatTimedOut_HasItsTimeAnew()
    {
        var run = RunDriver.Start(request => request.WorkflowRunTimeout = WorkerCommands.Seconds(60));
        run.StartTask();
        run.Complete();
        run.AdvanceToDeadline();
        Assert.Equal(WorkflowExecutionStatus.TimedOut, run.State.Status);

        var again = run.Reset(FirstCompletion);

        Assert.True(again.State.IsRunning);
        Assert.Equal(again.Now.AddSeconds(60), again.State.RunExpiration.ToDateTimeOffset());
        Assert.Equal(again.Now, again.State.StartTime.ToDateTimeOffset());
    }

    [Fact]
    public void Reset_OfAResetRun_KeepsBothFailures()
    {
        var run = RunDriver.StartWith(WorkerCommands.StartTimer("timer"));
        var second = run.Reset(FirstCompletion);
        second.StartTask();
        second.Complete(WorkerCommands.CompleteRun());

        var third = second.Reset(7);

        Assert.Equal(2, third.Types.Count(type => type == EventType.WorkflowTaskFailed));
        Assert.True(third.State.IsRunning);
    }

    // B59
    [Fact]
    public void Reset_UpdateAcceptedAfterThePoint_IsAdmittedAgainByAnEvent()
    {
        var run = RunDriver.StartWith(WorkerCommands.StartTimer("timer"));
        run.Update("u1");
        run.StartTask();
        run.Complete(new RespondWorkflowTaskCompletedRequest { Messages = { WorkerCommands.Accept("u1"), WorkerCommands.Respond("u1") } });

        var again = run.Reset(FirstCompletion);

        var admitted = again.History[4].WorkflowExecutionUpdateAdmittedEventAttributes;
        Assert.Equal(("u1", "Rename", UpdateAdmittedEventOrigin.Reapply), (admitted.Request.Meta.UpdateId, admitted.Request.Input.Name, admitted.Origin));

        // The worker reads the request from the event: a message would bring it a second time.
        Assert.Empty(again.StartTask().Messages);
        again.Complete(new RespondWorkflowTaskCompletedRequest { Messages = { WorkerCommands.Accept("u1"), WorkerCommands.Respond("u1") } });
        Assert.Equal(EventType.WorkflowExecutionUpdateCompleted, again.LastEvent.EventType);

        // Reset once more, it is known from its admission, not from its acceptance.
        var third = again.Reset(FirstCompletion);
        Assert.Single(third.Types, EventType.WorkflowExecutionUpdateAdmitted);
    }

    [Fact]
    public void Reset_UpdateAcceptedBeforeThePoint_IsNotAdmittedAgain()
    {
        var run = RunDriver.StartWith(WorkerCommands.StartTimer("timer"));
        run.Update("u1");
        run.StartTask();
        run.Complete(new RespondWorkflowTaskCompletedRequest { Messages = { WorkerCommands.Accept("u1") } });
        run.Signal("wake");
        run.StartTask();
        run.Complete(new RespondWorkflowTaskCompletedRequest { Messages = { WorkerCommands.Respond("u1") } });

        var again = run.Reset(run.LastEvent.EventId - 1);

        Assert.DoesNotContain(EventType.WorkflowExecutionUpdateAdmitted, again.Types);
        Assert.Equal("u1", Assert.Single(again.State.Updates).UpdateId);
        Assert.Empty(again.StartTask().Messages);
        again.Complete(new RespondWorkflowTaskCompletedRequest { Messages = { WorkerCommands.Respond("u1") } });
        Assert.Equal(EventType.WorkflowExecutionUpdateCompleted, again.LastEvent.EventType);
    }

    [Theory]
    [InlineData(ResetReapplyType.AllEligible, ResetReapplyExcludeType.Unspecified, 1)]
    [InlineData(ResetReapplyType.Signal, ResetReapplyExcludeType.Unspecified, 0)]
    [InlineData(ResetReapplyType.None, ResetReapplyExcludeType.Unspecified, 0)]
    [InlineData(ResetReapplyType.Unspecified, ResetReapplyExcludeType.Update, 0)]
    public void Reset_ExcludingUpdates_LeavesThemOut(ResetReapplyType type, ResetReapplyExcludeType excluded, int expected)
    {
        var run = RunDriver.StartWith(WorkerCommands.StartTimer("timer"));
        run.Update("u1");
        run.StartTask();
        run.Complete(new RespondWorkflowTaskCompletedRequest { Messages = { WorkerCommands.Accept("u1") } });

        var again = run.Reset(FirstCompletion, request =>
        {
            request.ResetReapplyType = type;
            request.ResetReapplyExcludeTypes.Add(excluded);
        });

        Assert.Equal(expected, again.State.Updates.Count);
    }

    // B59
    [Fact]
    public void Reset_ChildThatStartedAndClosedAfterThePoint_IsNotStartedAgain()
    {
        var run = RunDriver.StartWith(WorkerCommands.StartChild("child"));
        run.Signal("wake");
        run.StartTask();
        run.Complete();
        var point = run.LastEvent.EventId;
        run.Decide(new RecordDelivery(5, DeliveryResult.Delivered, "child-run-1"));
        run.CloseChild(5);

        var again = run.Reset(point);

        Assert.Empty(again.State.Children);
        Assert.Empty(again.State.Outbox);
        var closed = Assert.Single(again.History, written => written.EventType == EventType.ChildWorkflowExecutionCompleted);
        var started = Assert.Single(again.History, written => written.EventType == EventType.ChildWorkflowExecutionStarted);
        Assert.Equal(started.EventId, closed.ChildWorkflowExecutionCompletedEventAttributes.StartedEventId);
    }

    [Fact]
    public void Reset_ChildThatStartedBeforeThePointAndRuns_ClosesIntoTheNewRun()
    {
        var run = RunDriver.StartWith(WorkerCommands.StartChild("child"));
        run.Decide(new RecordDelivery(5, DeliveryResult.Delivered, "child-run-1"));
        run.StartTask();
        run.Complete();

        var again = run.Reset(run.LastEvent.EventId);
        Assert.Empty(run.State.Outbox);
        again.CloseChild(5);

        Assert.Equal(EventType.ChildWorkflowExecutionCompleted, again.LastEvent.EventType);
        Assert.Empty(again.State.Children);
    }

    [Fact]
    public void Reset_ChildInitiatedAfterThePoint_IsForgotten()
    {
        var run = RunDriver.StartWith(WorkerCommands.StartChild("child"));
        run.Decide(new RecordDelivery(5, DeliveryResult.Delivered, "child-run-1"));
        run.CloseChild(5);

        var again = run.Reset(FirstCompletion);

        Assert.Empty(again.State.Children);
        Assert.DoesNotContain(EventType.ChildWorkflowExecutionStarted, again.Types);
    }

    [Fact]
    public void Reset_SignalToAnotherThatWasDeliveredAfterThePoint_IsNotSentAgain()
    {
        var run = RunDriver.StartWith(WorkerCommands.SignalExternal("other"));
        run.Signal("wake");
        run.StartTask();
        run.Complete();
        var point = run.LastEvent.EventId;
        run.Decide(new RecordDelivery(5, DeliveryResult.Delivered));

        var again = run.Reset(point);

        Assert.Empty(again.State.Outbox);
        Assert.Contains(EventType.ExternalWorkflowExecutionSignaled, again.Types);
    }

    [Fact]
    public void Reset_SignalToAnotherThatIsNotDelivered_IsSentByTheNewRunAlone()
    {
        var run = RunDriver.StartWith(WorkerCommands.SignalExternal("other"));
        run.Signal("wake");
        run.StartTask();
        run.Complete();

        var again = run.Reset(run.LastEvent.EventId);

        Assert.Empty(run.State.Outbox);
        Assert.Equal(5, Assert.Single(again.State.Outbox).Key);
    }
}
