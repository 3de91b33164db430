using CodeFirst.Engine.Activities;
using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using static CodeFirst.Engine.Tests.WorkerCommands;

namespace CodeFirst.Engine.Tests.Activities;

public sealed class ActivityTimeoutsTests
{
    private static readonly RetryPolicy Once = new() { MaximumAttempts = 1 };

    [Fact]
    public void ScheduleToStart_NobodyPolls_EndsTheActivity()
    {
        var run = Schedule(attributes => attributes.ScheduleToStartTimeout = Seconds(10));
        run.AdvanceToDeadline();

        var timedOut = TimedOut(run);
        Assert.Equal(RunDriver.Beginning.AddSeconds(10), run.Now);
        Assert.Equal((TimeoutType.ScheduleToStart, RetryState.NonRetryableFailure, 0L), (TypeOf(timedOut), timedOut.RetryState, timedOut.StartedEventId));
        Assert.DoesNotContain(EventType.ActivityTaskStarted, run.Types);
    }

    [Fact]
    public void ScheduleToClose_Started_EndsTheActivity()
    {
        var run = Schedule(attributes => attributes.ScheduleToCloseTimeout = Seconds(20));
        run.StartActivity();
        run.AdvanceToDeadline();

        var timedOut = TimedOut(run);
        Assert.Equal((TimeoutType.ScheduleToClose, run.History[^3].EventId), (TypeOf(timedOut), timedOut.StartedEventId));
    }

    [Fact]
    public void ScheduleToClose_InBackoff_EndsTheActivityWithItsLastFailure()
    {
        var run = Schedule(attributes =>
        {
            attributes.ScheduleToCloseTimeout = Seconds(20);
            attributes.RetryPolicy = new RetryPolicy { InitialInterval = Seconds(20) };
        });
        run.FailActivity(run.StartActivity());
        run.AdvanceToDeadline();

        var timedOut = TimedOut(run);
        Assert.Equal((TimeoutType.ScheduleToClose, "no"), (TypeOf(timedOut), timedOut.Failure.Cause.Message));
    }

    [Fact]
    public void StartToClose_WithRetries_StartsTheNextAttempt()
    {
        var run = Schedule(_ => { });
        run.StartActivity();
        run.AdvanceToDeadline();

        Assert.Equal(RunDriver.Beginning.AddSeconds(30), run.Now);
        Assert.Equal(5, run.History.Count);
        var activity = run.State.Activities[5];
        Assert.Equal((2, TimeoutType.StartToClose), (activity.Attempt, activity.LastFailure.TimeoutFailureInfo.TimeoutType));
        Assert.Equal(run.Now.AddSeconds(1), run.State.GetNextDeadline());
    }

    [Fact]
    public void StartToClose_LastAttempt_EndsTheActivity()
    {
        var run = Schedule(attributes => attributes.RetryPolicy = Once);
        run.StartActivity();
        run.AdvanceToDeadline();

        var timedOut = TimedOut(run);
        Assert.Equal((TimeoutType.StartToClose, RetryState.MaximumAttemptsReached), (TypeOf(timedOut), timedOut.RetryState));
        Assert.Equal("activity StartToClose timeout", timedOut.Failure.Message);
    }

    // B28
    [Fact]
    public void StartToClose_NoTimeForAnotherAttempt_IsReportedAsScheduleToClose()
    {
        var run = Schedule(attributes =>
        {
            attributes.ScheduleToCloseTimeout = Seconds(35);
            attributes.RetryPolicy = new RetryPolicy { InitialInterval = Seconds(10) };
        });
        run.StartActivity();
        run.AdvanceToDeadline();

        var timedOut = TimedOut(run);
        Assert.Equal(RunDriver.Beginning.AddSeconds(30), run.Now);
        Assert.Equal((TimeoutType.ScheduleToClose, RetryState.Timeout), (TypeOf(timedOut), timedOut.RetryState));
    }

    [Fact]
    public void StartToClose_NotRetryableByPolicy_EndsTheActivity()
    {
        var run = Schedule(attributes => attributes.RetryPolicy = new RetryPolicy { NonRetryableErrorTypes = { "TemporalTimeout:StartToClose" } });
        run.StartActivity();
        run.AdvanceToDeadline();
        Assert.Equal(RetryState.NonRetryableFailure, TimedOut(run).RetryState);
    }

    [Fact]
    public void Heartbeat_Missing_EndsTheAttemptWithItsDetails()
    {
        var run = Schedule(attributes =>
        {
            attributes.HeartbeatTimeout = Seconds(10);
            attributes.RetryPolicy = Once;
        });
        var token = run.StartActivity();
        run.Now += TimeSpan.FromSeconds(8);
        run.Decide(new HeartbeatActivity(token, new Payloads { Payloads_ = { new Payload() } }, "worker"));
        Assert.Equal(RunDriver.Beginning.AddSeconds(18), run.State.GetNextDeadline());
        run.AdvanceToDeadline();

        var timedOut = TimedOut(run);
        Assert.Equal(TimeoutType.Heartbeat, TypeOf(timedOut));
        Assert.Single(timedOut.Failure.TimeoutFailureInfo.LastHeartbeatDetails.Payloads_);
    }

    [Fact]
    public void Heartbeat_NextAttempt_CountsFromItsStart()
    {
        var run = Schedule(attributes => attributes.HeartbeatTimeout = Seconds(10));
        run.Decide(new HeartbeatActivity(run.StartActivity(), null, "worker"));
        run.AdvanceToDeadline();
        run.AdvanceToDeadline();
        run.Now += TimeSpan.FromSeconds(60);
        run.StartActivity();
        Assert.Equal(run.Now.AddSeconds(10), run.State.GetNextDeadline());
    }

    [Fact]
    public void AfterALongOutage_BackoffAndTimeoutDue_HappenInOneTransition()
    {
        var run = Schedule(attributes => attributes.ScheduleToStartTimeout = Seconds(5));
        run.FailActivity(run.StartActivity());
        run.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeoutType.ScheduleToStart, TypeOf(TimedOut(run)));
    }

    private static RunDriver Schedule(Action<ScheduleActivityTaskCommandAttributes> configure) => RunDriver.StartWith(ScheduleActivity("a", configure));

    private static ActivityTaskTimedOutEventAttributes TimedOut(RunDriver run)
    {
        Assert.Equal([EventType.ActivityTaskTimedOut, EventType.WorkflowTaskScheduled], run.Types.TakeLast(2));
        return run.History[^2].ActivityTaskTimedOutEventAttributes;
    }

    private static TimeoutType TypeOf(ActivityTaskTimedOutEventAttributes timedOut) => timedOut.Failure.TimeoutFailureInfo.TimeoutType;
}
