using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Sdk.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf;
using static CodeFirst.Engine.Tests.WorkerCommands;

namespace CodeFirst.Engine.Tests.WorkflowTasks;

public sealed class WorkflowTaskCompletionTests
{
    [Fact]
    public void Complete_Commands_AreWrittenInOrder()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Complete(StartTimer("t"), ScheduleActivity("a"));

        Assert.Equal([EventType.WorkflowTaskStarted, EventType.WorkflowTaskCompleted, EventType.TimerStarted, EventType.ActivityTaskScheduled], run.Types.Skip(2));
        Assert.Equal(4, run.History[4].TimerStartedEventAttributes.WorkflowTaskCompletedEventId);
        Assert.Null(run.State.WorkflowTask);
        Assert.Equal(3, run.State.PreviousStartedEventId);
    }

    [Fact]
    public void Complete_Metadata_IsRecorded()
    {
        var metadata = new WorkflowTaskCompletedMetadata { SdkName = "sdk", LangUsedFlags = { 1, 2 } };
        var run = RunDriver.Start();
        run.StartTask();
        run.Complete(new RespondWorkflowTaskCompletedRequest { Identity = "me", SdkMetadata = metadata });
        var attributes = run.LastEvent.WorkflowTaskCompletedEventAttributes;
        Assert.Equal(("me", metadata), (attributes.Identity, attributes.SdkMetadata));
    }

    [Fact]
    public void Complete_Twice_IsNotFound()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Complete();
        Assert.Equal(RefusalCode.NotFound, run.Complete().Refusal!.Code);
    }

    [Fact]
    public void Complete_AskingForAnotherTask_GetsOne()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Now += TimeSpan.FromSeconds(8);
        run.Complete(new RespondWorkflowTaskCompletedRequest { ForceCreateNewWorkflowTask = true });

        Assert.Equal(EventType.WorkflowTaskScheduled, run.LastEvent.EventType);
        Assert.Equal(RunDriver.Beginning, run.State.WorkflowTask.OriginalScheduledTime.ToDateTimeOffset());
    }

    // B20
    [Fact]
    public void Complete_ProlongedForHalfAnHour_TimesOutAndLeavesTheWorker()
    {
        var run = RunDriver.StartSticky();
        run.Signal("work");
        var since = run.Now;
        run.StartTask();
        while (run.Now <= since + TimeSpan.FromMinutes(30) - TimeSpan.FromSeconds(8))
        {
            run.Now += TimeSpan.FromSeconds(8);
            Assert.Null(run.CompleteSticky(prolongs: true).Refusal);
            run.StartTask();
        }

        Assert.Equal(since, run.State.WorkflowTask.OriginalScheduledTime.ToDateTimeOffset());
        run.Now += TimeSpan.FromSeconds(8);
        Assert.Equal(RefusalCode.NotFound, run.CompleteSticky(prolongs: true).Refusal!.Code);

        Assert.Equal([EventType.WorkflowTaskTimedOut, EventType.WorkflowTaskScheduled], run.Types.TakeLast(2));
        Assert.Equal((RunDriver.NormalQueue, run.Now, null), (run.State.WorkflowTask.TaskQueue, run.State.WorkflowTask.OriginalScheduledTime.ToDateTimeOffset(), run.State.Sticky));
    }

    // B20: progress is no prolongation.
    [Fact]
    public void Complete_AskingForATaskWithCommands_BeginsTheHalfHourAnew()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Now += TimeSpan.FromSeconds(8);
        run.Complete(new RespondWorkflowTaskCompletedRequest { ForceCreateNewWorkflowTask = true, Commands = { RecordMarker("LocalActivity") } });
        Assert.Equal(run.Now, run.State.WorkflowTask.OriginalScheduledTime.ToDateTimeOffset());
    }

    // B10
    [Fact]
    public void Complete_EventsBuffered_FollowTheCommands()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Signal("first");
        run.Signal("second");
        Assert.Equal(3, run.History.Count);
        run.Complete(StartTimer("t"));

        Assert.Equal(
            [EventType.WorkflowTaskCompleted, EventType.TimerStarted, EventType.WorkflowExecutionSignaled, EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskScheduled],
            run.Types.Skip(3));
        Assert.Equal(["first", "second"], run.History.Skip(5).Take(2).Select(signaled => signaled.WorkflowExecutionSignaledEventAttributes.SignalName));
    }

    // B11
    [Fact]
    public void Complete_ActivityEndBuffered_ComesAfterEverythingElse()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        run.Signal("go");
        run.StartTask();
        run.CompleteActivity(run.StartActivity());
        run.Signal("later");
        run.Complete();

        Assert.Equal(
            [EventType.WorkflowTaskCompleted, EventType.ActivityTaskStarted, EventType.WorkflowExecutionSignaled, EventType.ActivityTaskCompleted, EventType.WorkflowTaskScheduled],
            run.Types.TakeLast(5));
        Assert.Equal(run.History[^4].EventId, run.History[^2].ActivityTaskCompletedEventAttributes.StartedEventId);
    }

    // B14
    [Fact]
    public void Complete_CancelTimerThatFiredMeanwhile_TakesTheFiringBack()
    {
        var run = RunDriver.StartWith(StartTimer("t", 5));
        run.Signal("go");
        run.StartTask();
        run.AdvanceToNextDeadline();
        Assert.Equal(EventType.TimerFired, Assert.Single(run.State.BufferedEvents).EventType);
        run.Complete(CancelTimer("t"), CompleteRun());

        Assert.Equal([EventType.TimerCanceled, EventType.WorkflowExecutionCompleted], run.Types.TakeLast(2));
        Assert.DoesNotContain(EventType.TimerFired, run.Types);
    }

    // B16
    [Fact]
    public void Complete_BadCommandAtALaterAttempt_ChangesNothing()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.FailTask();
        run.StartTask();
        var transition = run.Complete(CancelTimer("unknown"));

        Assert.Equal(RefusalCode.InvalidArgument, transition.Refusal!.Code);
        Assert.False(transition.IsDurable);
        Assert.Equal(2, run.State.WorkflowTask.Attempt);
    }

    [Fact]
    public void Complete_CloseWithNewsAtALaterAttempt_SchedulesAnOrdinaryTask()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.FailTask();
        run.StartTask();
        run.Signal("news");
        run.Complete(CompleteRun());

        Assert.Equal("UnhandledCommand", run.Last.Refusal!.Message);
        Assert.Equal([EventType.WorkflowTaskFailed, EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskScheduled], run.Types.TakeLast(3));
        Assert.Equal(1, run.State.WorkflowTask.Attempt);
    }

    [Fact]
    public void Complete_BadCommand_UndoesTheOnesBefore()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Complete(StartTimer("t"), ScheduleActivity("a"), CancelTimer("unknown"));

        Assert.Empty(run.State.Timers);
        Assert.Empty(run.State.Activities);
        Assert.Equal(WorkflowTaskFailedCause.BadCancelTimerAttributes, run.LastEvent.WorkflowTaskFailedEventAttributes.Cause);
        Assert.Contains("unknown", run.Last.Refusal!.Message, StringComparison.Ordinal);
        Assert.Equal(2, run.State.WorkflowTask.Attempt);
    }

    // B22
    [Fact]
    public void Complete_CommandTooLarge_TerminatesTheRun()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Complete(StartTimer("t"), ScheduleActivity("a", attributes => attributes.Header = new() { Fields = { ["h"] = new() { Data = ByteString.CopyFrom(new byte[2 * 1024 * 1024]) } } }));

        Assert.Equal([EventType.WorkflowTaskStarted, EventType.WorkflowTaskFailed, EventType.WorkflowExecutionTerminated], run.Types.TakeLast(3));
        Assert.Contains("size limit", run.LastEvent.WorkflowExecutionTerminatedEventAttributes.Reason, StringComparison.Ordinal);
        Assert.Equal(RefusalCode.InvalidArgument, run.Last.Refusal!.Code);
    }
}
