using CodeFirst.Engine.Schedules;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Schedule.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Tests.Schedules;

public sealed class ScheduleEngineTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void Start_Recorded_IsARunningAndARecentAction()
    {
        var schedule = new ScheduleDriver();
        schedule.Advance(Hour);
        var start = Assert.Single(schedule.Last.Starts);

        schedule.RecordStart();

        // B52
        Assert.Equal("work-2026-03-01T13:00:00Z", start.WorkflowId);
        Assert.Equal(1, schedule.Data.ActionCount);
        Assert.Equal(start.WorkflowId, Assert.Single(schedule.Data.Running).Execution.WorkflowId);
        Assert.Equal(WorkflowExecutionStatus.Running, Assert.Single(schedule.Data.RecentActions).StartWorkflowStatus);
        Assert.Empty(schedule.Data.Starts);
        Assert.False(schedule.Decide(new RecordStart(start.RequestId, "again")).IsChanged);
    }

    [Fact]
    public void Start_Refused_IsForgotten()
    {
        var schedule = new ScheduleDriver();
        schedule.Advance(Hour);

        schedule.RecordRefusedStart();

        Assert.Equal((0, 0), (schedule.Data.ActionCount, schedule.Data.Running.Count));
        Assert.Equal([14], schedule.Advance(Hour).Starts.Select(start => start.Start.NominalTime.ToDateTimeOffset().Hour));
    }

    [Fact]
    public void Start_WithoutOutcome_ComesAgainLaterAndLater()
    {
        var schedule = new ScheduleDriver(schedule => schedule.Spec.EndTime = new DateTimeOffset(2026, 3, 1, 13, 0, 0, TimeSpan.Zero).ToTimestamp());
        var first = Assert.Single(schedule.Advance(Hour).Starts);

        Assert.Empty(schedule.Advance(TimeSpan.FromSeconds(4)).Starts);
        Assert.Equal(first, Assert.Single(schedule.Advance(TimeSpan.FromSeconds(1)).Starts));
        Assert.Empty(schedule.Advance(TimeSpan.FromSeconds(9)).Starts);
        Assert.Equal(first, Assert.Single(schedule.Advance(TimeSpan.FromSeconds(1)).Starts));
        schedule.RecordStart();
        Assert.Null(schedule.Data.RetryTime);
    }

    // B51
    [Fact]
    public void Start_RefusedForAMoment_ComesAgainUntilTheCatchupWindowIsOver()
    {
        var schedule = new ScheduleDriver(schedule => schedule.Policies.CatchupWindow = Duration.FromTimeSpan(TimeSpan.FromSeconds(10)));
        var first = Assert.Single(schedule.Advance(Hour).Starts);
        Assert.False(schedule.RecordDelayedStart().IsChanged);

        Assert.Equal(first, Assert.Single(schedule.Advance(TimeSpan.FromSeconds(5)).Starts));
        Assert.False(schedule.RecordDelayedStart().IsChanged);
        Assert.Equal(first, Assert.Single(schedule.Advance(TimeSpan.FromSeconds(10)).Starts));
        schedule.RecordDelayedStart();

        Assert.Equal((1, 0, 0), (schedule.Data.MissedCatchupWindow, schedule.Data.ActionCount, schedule.Data.Starts.Count));
        Assert.Null(schedule.Data.RetryTime);
        Assert.False(schedule.Decide(new RecordDelayedStart(first.RequestId)).IsChanged);
    }

    [Fact]
    public void Start_MissedAfterRefusals_LetsTheNextOneStart()
    {
        var schedule = new ScheduleDriver(schedule =>
        {
            schedule.Policies.CatchupWindow = Duration.FromTimeSpan(TimeSpan.FromMinutes(90));
            schedule.Policies.OverlapPolicy = ScheduleOverlapPolicy.BufferOne;
        });
        schedule.Advance(Hour);
        schedule.Advance(Hour);
        schedule.Advance(Hour * 0.6);

        schedule.RecordDelayedStart();

        Assert.Equal([14], schedule.StartedHours);
        Assert.Equal(1, schedule.Data.MissedCatchupWindow);
    }

    [Fact]
    public void Start_ThatAClientAskedFor_HasNoCatchupWindow()
    {
        var schedule = new ScheduleDriver(schedule => schedule.Policies.CatchupWindow = Duration.FromTimeSpan(TimeSpan.FromSeconds(10)));
        schedule.Trigger();
        schedule.Advance(TimeSpan.FromMinutes(1));

        Assert.False(schedule.RecordDelayedStart().IsChanged);
        Assert.Single(schedule.Data.Starts);
    }

    [Fact]
    public void Close_BeforeItsStartIsRecorded_IsBoth()
    {
        var schedule = new ScheduleDriver();
        schedule.Advance(Hour);
        var requestId = schedule.Data.Starts[0].RequestId;

        schedule.Decide(new RecordActionClosed { RequestId = requestId, FirstRunId = "run", Status = WorkflowExecutionStatus.Completed });

        Assert.Equal(WorkflowExecutionStatus.Completed, Assert.Single(schedule.Data.RecentActions).StartWorkflowStatus);
        Assert.Equal((1, 0, 0), (schedule.Data.ActionCount, schedule.Data.Running.Count, schedule.Data.Starts.Count));
        Assert.False(schedule.Decide(new RecordStart(requestId, "run")).IsChanged);
    }

    [Fact]
    public void Close_Outcomes_AreHandedToTheNextWorkflow()
    {
        var schedule = new ScheduleDriver();
        StartNext(schedule);
        schedule.RecordClosed(result: "1");
        Assert.Equal("1", schedule.Data.LastCompletionResult.Payloads_[0].Data.ToStringUtf8());

        StartNext(schedule);
        schedule.RecordClosed(WorkflowExecutionStatus.Failed, failure: "broken");
        Assert.Equal(("1", "broken"), (schedule.Data.LastCompletionResult.Payloads_[0].Data.ToStringUtf8(), schedule.Data.ContinuedFailure.Message));

        StartNext(schedule);
        schedule.RecordClosed(WorkflowExecutionStatus.Terminated);
        Assert.Equal("broken", schedule.Data.ContinuedFailure.Message);

        StartNext(schedule);
        schedule.RecordClosed(result: "2");
        Assert.Equal("2", schedule.Data.LastCompletionResult.Payloads_[0].Data.ToStringUtf8());
        Assert.Null(schedule.Data.ContinuedFailure);
    }

    // B51
    [Theory]
    [InlineData(WorkflowExecutionStatus.Failed, true)]
    [InlineData(WorkflowExecutionStatus.TimedOut, true)]
    [InlineData(WorkflowExecutionStatus.Canceled, false)]
    [InlineData(WorkflowExecutionStatus.Terminated, false)]
    [InlineData(WorkflowExecutionStatus.Completed, false)]
    public void PauseOnFailure_Close_PausesOnFailureAndTimeoutAlone(WorkflowExecutionStatus status, bool pauses)
    {
        var schedule = new ScheduleDriver(schedule => schedule.Policies.PauseOnFailure = true);
        StartNext(schedule);

        schedule.RecordClosed(status, failure: status == WorkflowExecutionStatus.Failed ? "broken" : null);

        Assert.Equal(pauses, schedule.Data.Schedule.State.Paused);
        Assert.Equal(!pauses, schedule.Advance(Hour).Starts.Length == 1);
        if (status == WorkflowExecutionStatus.Failed)
        {
            Assert.Equal("paused due to workflow failure: work-2026-03-01T13:00:00Z: broken", schedule.Data.Schedule.State.Notes);
        }
    }

    // B51
    [Fact]
    public void CatchupWindow_TimesThatCameLate_AreMissedOutsideAndTakenInside()
    {
        var schedule = new ScheduleDriver(schedule =>
        {
            schedule.Policies.CatchupWindow = Duration.FromTimeSpan(TimeSpan.FromMinutes(90));
            schedule.Policies.OverlapPolicy = ScheduleOverlapPolicy.AllowAll;
        });

        schedule.Advance(Hour * 4);

        Assert.Equal([15, 16], schedule.StartedHours);
        Assert.Equal(2, schedule.Data.MissedCatchupWindow);
    }

    // B51
    [Theory]
    [InlineData(null, 365 * 86_400)]
    [InlineData(3, 10)]
    [InlineData(60, 60)]
    public void CatchupWindow_AsGiven_HasADefaultAndAMinimum(int? seconds, int expected)
    {
        var schedule = new ScheduleDriver(schedule => schedule.Policies.CatchupWindow = seconds is { } given ? new Duration { Seconds = given } : null);

        Assert.Equal(expected, schedule.Data.Schedule.Policies.CatchupWindow.Seconds);
    }

    // B51
    [Fact]
    public void Pause_TimesThatCome_ArePassedOverWithoutCounting()
    {
        var schedule = new ScheduleDriver();
        schedule.Patch(new SchedulePatch { Pause = "holiday" });
        Assert.Null(schedule.Data.GetNextDeadline());

        schedule.Advance(Hour * 5);
        schedule.Patch(new SchedulePatch { Unpause = "back" });

        Assert.Empty(schedule.Last.Starts);
        Assert.Equal((0, "back"), (schedule.Data.MissedCatchupWindow, schedule.Data.Schedule.State.Notes));
        Assert.Equal([18], schedule.Advance(Hour).Starts.Select(start => start.Start.NominalTime.ToDateTimeOffset().Hour));
    }

    [Fact]
    public void Pause_Triggered_StartsAllTheSame()
    {
        var schedule = new ScheduleDriver(schedule => schedule.State = new ScheduleState { Paused = true });

        Assert.Single(schedule.Trigger().Starts);
    }

    // B51
    [Fact]
    public void LimitedActions_RealStarts_SpendThem()
    {
        var schedule = new ScheduleDriver(schedule => schedule.State = new ScheduleState { LimitedActions = true, RemainingActions = 2 });
        StartNext(schedule);
        Assert.Equal(1, schedule.Data.Schedule.State.RemainingActions);

        // Skipped, triggered and refused ones spend nothing.
        schedule.Advance(Hour);
        schedule.Trigger(ScheduleOverlapPolicy.AllowAll);
        schedule.RecordStart();
        schedule.RecordClosed();
        schedule.Advance(Hour);
        schedule.RecordRefusedStart();
        Assert.Equal(1, schedule.Data.Schedule.State.RemainingActions);

        StartNext(schedule);
        schedule.RecordClosed();
        Assert.Equal(0, schedule.Data.Schedule.State.RemainingActions);
        Assert.Empty(schedule.Advance(Hour).Starts);
        Assert.Empty(schedule.Data.GetFutureTimes(schedule.Now, 10));
    }

    // B51
    [Fact]
    public void Update_TimesBefore_AreDiscarded()
    {
        var schedule = new ScheduleDriver();
        var changed = schedule.Data.Schedule.Clone();
        changed.Spec = new ScheduleSpec { CronString = { "*/30 * * * *" } };
        schedule.Advance(TimeSpan.FromMinutes(45));

        schedule.Decide(new UpdateSchedule(new() { Schedule = changed }));

        Assert.Empty(schedule.Last.Starts);
        Assert.Equal([13], schedule.Advance(TimeSpan.FromMinutes(15)).Starts.Select(start => start.Start.NominalTime.ToDateTimeOffset().Hour));
        Assert.NotNull(schedule.Data.UpdateTime);
    }

    [Fact]
    public void Update_ConflictToken_IsOfTheRevisionThatWasRead()
    {
        var schedule = new ScheduleDriver();
        var token = schedule.Data.ConflictToken;
        schedule.Patch(new SchedulePatch { Pause = "holiday" });

        var refused = ScheduleEngine.Decide(schedule.Data, new UpdateSchedule(new() { Schedule = schedule.Data.Schedule, ConflictToken = token }), schedule.Now);
        var taken = ScheduleEngine.Decide(schedule.Data, new UpdateSchedule(new() { Schedule = schedule.Data.Schedule, ConflictToken = schedule.Data.ConflictToken }), schedule.Now);

        Assert.Equal(RefusalCode.FailedPrecondition, refused.Refusal!.Code);
        Assert.Null(taken.Refusal);
    }

    [Fact]
    public void Patch_SameRequestAgain_ChangesNothing()
    {
        var schedule = new ScheduleDriver();
        var command = new PatchSchedule(new SchedulePatch { TriggerImmediately = new() { OverlapPolicy = ScheduleOverlapPolicy.AllowAll } }, "request");

        Assert.Single(schedule.Decide(command).Starts);
        Assert.False(schedule.Decide(command).IsChanged);
    }

    [Fact]
    public void Backfill_Range_IsInclusiveAndTakesWhatTheSpecHas()
    {
        var schedule = new ScheduleDriver();
        var start = schedule.Now.AddDays(-1);

        schedule.Backfill(start, start.AddHours(2), ScheduleOverlapPolicy.AllowAll);

        Assert.Equal([12, 13, 14], schedule.StartedHours);
        Assert.Empty(schedule.Data.Backfills);
    }

    [Fact]
    public void Backfill_Long_IsTakenInPortionsAsItsStartsAreMade()
    {
        var schedule = new ScheduleDriver();
        schedule.Backfill(schedule.Now.AddHours(-249), schedule.Now, ScheduleOverlapPolicy.AllowAll);
        Assert.Equal(100, schedule.Last.Starts.Length);

        var started = 0;
        for (; schedule.Data.Starts.Count > 0; started++)
        {
            schedule.RecordStart();
        }

        Assert.Equal((250, 250), (started, schedule.Data.ActionCount));
        Assert.Equal(10, schedule.Data.RecentActions.Count);
    }

    [Fact]
    public void Backfill_TooManyAtOnce_IsRefused()
    {
        var schedule = new ScheduleDriver();
        var patch = new SchedulePatch();
        for (var i = 0; i < 101; i++)
        {
            patch.BackfillRequest.Add(new BackfillRequest { StartTime = schedule.Now.ToTimestamp(), EndTime = schedule.Now.ToTimestamp() });
        }

        Assert.Equal(RefusalCode.FailedPrecondition, ScheduleEngine.Decide(schedule.Data, new PatchSchedule(patch, ""), schedule.Now).Refusal!.Code);
    }

    // B51
    [Fact]
    public void Buffer_Full_DropsAndCounts()
    {
        var schedule = new ScheduleDriver(schedule => schedule.Policies.OverlapPolicy = ScheduleOverlapPolicy.BufferAll);
        StartNext(schedule);

        schedule.Advance(Hour * 999);
        schedule.Advance(Hour * 3);

        Assert.Equal((1000, 2), (schedule.Data.Buffer.Count, schedule.Data.BufferDropped));
    }

    [Fact]
    public void Advance_MoreTimesThanOneDecisionTakes_ComesAgainAtOnce()
    {
        var schedule = new ScheduleDriver(schedule => schedule.Policies.CatchupWindow = Duration.FromTimeSpan(Hour));

        schedule.Advance(Hour * 1500);

        Assert.Equal(1000, schedule.Data.MissedCatchupWindow);
        Assert.True(schedule.Data.GetNextDeadline() <= schedule.Now);
        schedule.Advance(TimeSpan.Zero);
        Assert.Equal(1498, schedule.Data.MissedCatchupWindow);
    }

    // B51
    [Fact]
    public void Idle_SevenDays_EndsTheSchedule()
    {
        var schedule = new ScheduleDriver(schedule => schedule.Spec.EndTime = new DateTimeOffset(2026, 3, 1, 13, 0, 0, TimeSpan.Zero).ToTimestamp());
        StartNext(schedule);
        Assert.Null(schedule.Data.GetNextDeadline());
        schedule.RecordClosed();

        Assert.Equal(schedule.Now + TimeSpan.FromDays(7), schedule.Data.GetNextDeadline());
        Assert.False(schedule.Advance(TimeSpan.FromDays(6)).IsOver);
        Assert.True(schedule.Advance(TimeSpan.FromDays(1)).IsOver);
    }

    [Fact]
    public void Create_InitialPatch_IsAppliedAtOnce()
    {
        var schedule = new ScheduleDriver(patch: new SchedulePatch { TriggerImmediately = new TriggerImmediatelyRequest(), Pause = "at first" });

        Assert.Single(schedule.Last.Starts);
        Assert.True(schedule.Data.Schedule.State.Paused);
    }

    [Fact]
    public void Create_SpecNotSound_IsRefused() =>
        Assert.Equal(RefusalCode.InvalidArgument, new ScheduleDriver(schedule => schedule.Spec.CronString.Add("whenever")).Last.Refusal!.Code);

    [Fact]
    public void KeepOriginalWorkflowId_Policy_AddsNoTime()
    {
        var schedule = new ScheduleDriver(schedule => schedule.Policies.KeepOriginalWorkflowId = true);

        Assert.Equal("work", Assert.Single(schedule.Trigger().Starts).WorkflowId);
    }

    private static void StartNext(ScheduleDriver schedule)
    {
        schedule.Advance(Hour);
        Assert.Single(schedule.Last.Starts);
        schedule.RecordStart();
    }
}
