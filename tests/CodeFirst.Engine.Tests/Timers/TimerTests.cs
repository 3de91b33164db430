using CodeFirst.Protocol.Enums.V1;
using static CodeFirst.Engine.Tests.WorkerCommands;

namespace CodeFirst.Engine.Tests.Timers;

public sealed class TimerTests
{
    [Fact]
    public void Timer_Due_FiresAndWakesTheRun()
    {
        var run = RunDriver.StartWith(StartTimer("t", 60));
        Assert.Equal(RunDriver.Beginning.AddSeconds(60), run.State.GetNextDeadline());
        run.AdvanceToDeadline();

        Assert.Equal([EventType.TimerStarted, EventType.TimerFired, EventType.WorkflowTaskScheduled], run.Types.TakeLast(3));
        Assert.Equal(("t", 5L), (run.History[^2].TimerFiredEventAttributes.TimerId, run.History[^2].TimerFiredEventAttributes.StartedEventId));
        Assert.Null(run.State.GetNextDeadline());
    }

    // B48
    [Fact]
    public void Timers_SeveralDue_FireInTheOrderOfTheirTimes()
    {
        var run = RunDriver.StartWith(StartTimer("late", 30), StartTimer("tie", 10), StartTimer("early", 5), StartTimer("tied", 10), StartTimer("later", 90));
        run.Advance(TimeSpan.FromSeconds(60));

        var fired = run.History.Where(written => written.EventType == EventType.TimerFired).Select(written => written.TimerFiredEventAttributes.TimerId);
        Assert.Equal(["early", "tie", "tied", "late"], fired);
        Assert.Equal("later", Assert.Single(run.State.Timers).Key);
    }

    // B48
    [Fact]
    public void Timers_DueWhileATaskIsStarted_FireAtOnceIntoTheBuffer()
    {
        var run = RunDriver.StartWith(StartTimer("first", 5), StartTimer("second", 6));
        run.Signal("go");
        run.Now += TimeSpan.FromSeconds(4);
        run.StartTask();
        run.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(["first", "second"], run.State.BufferedEvents.Select(buffered => buffered.TimerFiredEventAttributes.TimerId));
        Assert.Empty(run.State.Timers);
        run.Complete();
        Assert.Equal([EventType.WorkflowTaskCompleted, EventType.TimerFired, EventType.TimerFired, EventType.WorkflowTaskScheduled], run.Types.TakeLast(4));
    }

    [Fact]
    public void Timer_ZeroDuration_FiresAtOnce()
    {
        var run = RunDriver.StartWith(StartTimer("t", 0));
        Assert.Equal(run.Now, run.State.GetNextDeadline());
        run.AdvanceToDeadline();
        Assert.Contains(EventType.TimerFired, run.Types);
    }

    [Fact]
    public void Timer_Canceled_NeverFires()
    {
        var run = RunDriver.StartWith(StartTimer("t"));
        run.Signal("go");
        run.StartTask();
        run.Complete(CancelTimer("t"));

        Assert.Equal(("t", 5L), (run.LastEvent.TimerCanceledEventAttributes.TimerId, run.LastEvent.TimerCanceledEventAttributes.StartedEventId));
        Assert.Null(run.State.GetNextDeadline());
    }

    // B21
    [Fact]
    public void Timer_DuplicateId_FailsTheTask()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Complete(StartTimer("t"), StartTimer("t"));
        Assert.Equal(WorkflowTaskFailedCause.StartTimerDuplicateId, run.LastEvent.WorkflowTaskFailedEventAttributes.Cause);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("t", -1)]
    public void Timer_BadAttributes_FailTheTask(string id, double seconds)
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Complete(StartTimer(id, seconds));
        Assert.Equal(WorkflowTaskFailedCause.BadStartTimerAttributes, run.LastEvent.WorkflowTaskFailedEventAttributes.Cause);
    }

    [Fact]
    public void Timer_IdTooLong_FailsTheTask()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Complete(StartTimer(new string('é', 501)));
        Assert.Equal(WorkflowTaskFailedCause.BadStartTimerAttributes, run.LastEvent.WorkflowTaskFailedEventAttributes.Cause);
    }
}
