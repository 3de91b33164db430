using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using static CodeFirst.Engine.Tests.WorkerCommands;

namespace CodeFirst.Engine.Tests.Activities;

public sealed class ActivityCommandsTests
{
    private const long ScheduledEventId = 5;

    [Fact]
    public void Schedule_Plain_IsReadyWithTheDefaultRetryPolicy()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));

        Assert.Equal(new ReadyTask(TaskKind.Activity, "activities", ScheduledEventId, 1, RunDriver.Beginning), Assert.Single(run.State.GetReadyTasks()));
        var scheduled = run.LastEvent.ActivityTaskScheduledEventAttributes;
        Assert.Equal(new RetryPolicy { InitialInterval = Seconds(1), BackoffCoefficient = 2, MaximumInterval = Seconds(100) }, scheduled.RetryPolicy);
        Assert.Equal(4, scheduled.WorkflowTaskCompletedEventId);
    }

    // B26: run timeout; then schedule-to-close, schedule-to-start, start-to-close and heartbeat as commanded and as normalized.
    [Theory]
    [InlineData(0, "100 0 0 0", "100 100 100 0")]
    [InlineData(0, "100 30 20 10", "100 30 20 10")]
    [InlineData(0, "100 300 200 0", "100 100 100 0")]
    [InlineData(0, "0 0 20 0", "0 0 20 0")]
    [InlineData(0, "0 0 20 30", "0 0 20 20")]
    [InlineData(0, "0 30 20 0", "0 30 20 0")]
    [InlineData(60, "0 0 20 0", "60 60 20 0")]
    [InlineData(60, "100 0 90 80", "60 60 60 60")]
    public void Schedule_Timeouts_AreNormalized(int runTimeout, string commanded, string expected)
    {
        var seconds = commanded.Split(' ').Select(double.Parse).ToArray();
        var run = RunDriver.Start(request => request.WorkflowRunTimeout = Seconds(runTimeout));
        run.StartTask();
        run.Complete(ScheduleActivity("a", attributes =>
        {
            attributes.ScheduleToCloseTimeout = Seconds(seconds[0]);
            attributes.ScheduleToStartTimeout = Seconds(seconds[1]);
            attributes.StartToCloseTimeout = Seconds(seconds[2]);
            attributes.HeartbeatTimeout = Seconds(seconds[3]);
        }));

        var scheduled = run.LastEvent.ActivityTaskScheduledEventAttributes;
        Assert.Equal(
            expected,
            string.Join(' ', scheduled.ScheduleToCloseTimeout.Seconds, scheduled.ScheduleToStartTimeout.Seconds, scheduled.StartToCloseTimeout.Seconds, scheduled.HeartbeatTimeout.Seconds));
    }

    public static TheoryData<string, Action<ScheduleActivityTaskCommandAttributes>> BadAttributes => new()
    {
        { "no id", attributes => attributes.ActivityId = string.Empty },
        { "long id", attributes => attributes.ActivityId = new string('a', 1_001) },
        { "NUL in the id", attributes => attributes.ActivityId = "a\0" },
        { "no type", attributes => attributes.ActivityType = null },
        { "no queue", attributes => attributes.TaskQueue = null },
        { "no timeout", attributes => attributes.StartToCloseTimeout = null },
        { "negative timeout", attributes => attributes.HeartbeatTimeout = Seconds(-1) },
        { "bad coefficient", attributes => attributes.RetryPolicy = new RetryPolicy { BackoffCoefficient = 0.5 } },
        { "no number", attributes => attributes.RetryPolicy = new RetryPolicy { BackoffCoefficient = double.NaN } },
        { "negative attempts", attributes => attributes.RetryPolicy = new RetryPolicy { MaximumAttempts = -1 } },
        { "negative priority", attributes => attributes.Priority = new Priority { PriorityKey = -1 } },
        { "negative weight", attributes => attributes.Priority = new Priority { FairnessWeight = -1 } },
        { "long fairness key", attributes => attributes.Priority = new Priority { FairnessKey = new string('é', 33) } },
        { "small maximum", attributes => attributes.RetryPolicy = new RetryPolicy { InitialInterval = Seconds(5), MaximumInterval = Seconds(1) } },
    };

    [Theory]
    [MemberData(nameof(BadAttributes))]
    public void Schedule_BadAttributes_FailTheTask(string reason, Action<ScheduleActivityTaskCommandAttributes> spoil)
    {
        Assert.NotEmpty(reason);
        var run = RunDriver.Start();
        run.StartTask();
        run.Complete(ScheduleActivity("a", spoil));
        Assert.Equal(RefusalCode.InvalidArgument, run.Last.Refusal!.Code);
        Assert.Equal(WorkflowTaskFailedCause.BadScheduleActivityAttributes, run.LastEvent.WorkflowTaskFailedEventAttributes.Cause);
    }

    // B21
    [Fact]
    public void Schedule_DuplicateId_FailsTheTask()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        run.Signal("go");
        run.StartTask();
        run.Complete(ScheduleActivity("b"), ScheduleActivity("a"));
        Assert.Equal(WorkflowTaskFailedCause.ScheduleActivityDuplicateId, run.LastEvent.WorkflowTaskFailedEventAttributes.Cause);
    }

    [Fact]
    public void Schedule_TooManyPending_FailsTheTask()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Complete([.. Enumerable.Range(0, 2_001).Select(i => ScheduleActivity($"activity-{i}"))]);
        Assert.Equal(WorkflowTaskFailedCause.PendingActivitiesLimitExceeded, run.LastEvent.WorkflowTaskFailedEventAttributes.Cause);
    }

    // B31
    [Fact]
    public void Cancel_NotStarted_EndsTheActivityAtOnce()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        run.Signal("go");
        run.StartTask();
        run.Complete(CancelActivity(ScheduledEventId), StartTimer("t"));

        Assert.Equal(
            [EventType.WorkflowTaskCompleted, EventType.ActivityTaskCancelRequested, EventType.TimerStarted, EventType.ActivityTaskCanceled, EventType.WorkflowTaskScheduled],
            run.Types.TakeLast(5));
        var canceled = run.History[^2].ActivityTaskCanceledEventAttributes;
        Assert.Equal((ScheduledEventId, 0L, run.History[^4].EventId), (canceled.ScheduledEventId, canceled.StartedEventId, canceled.LatestCancelRequestedEventId));
        Assert.DoesNotContain(run.State.GetReadyTasks(), task => task.Kind == TaskKind.Activity);
    }

    [Fact]
    public void Cancel_NotStartedAndClose_ClosesTheRun()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        run.Signal("go");
        run.StartTask();
        run.Complete(CancelActivity(ScheduledEventId), CompleteRun());
        Assert.Equal([EventType.ActivityTaskCancelRequested, EventType.WorkflowExecutionCompleted], run.Types.TakeLast(2));
    }

    // B31
    [Fact]
    public void Cancel_Started_IsOnlyRequested()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        run.StartActivity();
        run.Signal("go");
        run.StartTask();
        run.Complete(CancelActivity(ScheduledEventId));

        Assert.Equal(EventType.ActivityTaskCancelRequested, run.LastEvent.EventType);
        Assert.True(run.State.Activities[ScheduledEventId].CancelRequested);
        Assert.Null(run.State.WorkflowTask);
    }

    [Fact]
    public void Cancel_EndedMeanwhile_IsOnlyRecorded()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        run.Signal("go");
        run.StartTask();
        run.CompleteActivity(run.StartActivity());
        run.Complete(CancelActivity(ScheduledEventId));

        Assert.Equal(
            [EventType.ActivityTaskCancelRequested, EventType.ActivityTaskStarted, EventType.ActivityTaskCompleted, EventType.WorkflowTaskScheduled],
            run.Types.TakeLast(4));
    }

    [Fact]
    public void Cancel_Unknown_FailsTheTask()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Complete(CancelActivity(99));
        Assert.Equal(WorkflowTaskFailedCause.BadRequestCancelActivityAttributes, run.LastEvent.WorkflowTaskFailedEventAttributes.Cause);
    }

    [Fact]
    public void Cancel_Twice_FailsTheTask()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        run.StartActivity();
        run.Signal("go");
        run.StartTask();
        run.Complete(CancelActivity(ScheduledEventId), CancelActivity(ScheduledEventId));
        Assert.Equal(WorkflowTaskFailedCause.BadRequestCancelActivityAttributes, run.LastEvent.WorkflowTaskFailedEventAttributes.Cause);
    }
}
