using CodeFirst.Engine.Schedules;
using CodeFirst.Protocol.Enums.V1;
using Closing = CodeFirst.Engine.Schedules.RunningAction.Types.Closing;

namespace CodeFirst.Engine.Tests.Schedules;

/// <summary>B50: the overlap policies.</summary>
public sealed class OverlapTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(ScheduleOverlapPolicy.Unspecified)]
    [InlineData(ScheduleOverlapPolicy.Skip)]
    public void Skip_SomethingRuns_IsSkippedAndCounted(ScheduleOverlapPolicy policy)
    {
        var schedule = Running(policy);

        schedule.Advance(Hour);

        Assert.Empty(schedule.Last.Starts);
        Assert.Equal((1, 0), (schedule.Data.OverlapSkipped, schedule.Data.Buffer.Count));
        schedule.RecordClosed();
        Assert.Empty(schedule.Last.Starts);
        Assert.Equal([15], schedule.Advance(Hour).Starts.Select(start => start.Start.NominalTime.ToDateTimeOffset().Hour));
    }

    [Fact]
    public void Skip_StartUnderWay_CountsAsRunning()
    {
        var schedule = new ScheduleDriver();
        schedule.Advance(Hour);

        schedule.Advance(Hour);

        Assert.Equal((1, 1), (schedule.Data.Starts.Count, schedule.Data.OverlapSkipped));
    }

    [Fact]
    public void BufferOne_SomethingRuns_KeepsTheFirstAlone()
    {
        var schedule = Running(ScheduleOverlapPolicy.BufferOne);
        schedule.Advance(Hour);
        schedule.Advance(Hour);

        Assert.Equal((1, 1), (schedule.Data.Buffer.Count, schedule.Data.OverlapSkipped));
        schedule.RecordClosed();
        Assert.Equal([14], schedule.StartedHours);
    }

    [Fact]
    public void BufferAll_SomethingRuns_StartsOneAfterTheOther()
    {
        var schedule = Running(ScheduleOverlapPolicy.BufferAll);
        schedule.Advance(Hour);
        schedule.Advance(Hour);

        schedule.RecordClosed();
        Assert.Equal([14], schedule.StartedHours);
        schedule.RecordStart();
        schedule.RecordClosed();
        Assert.Equal([15], schedule.StartedHours);
    }

    [Theory]
    [InlineData(ScheduleOverlapPolicy.CancelOther, Closing.Cancel)]
    [InlineData(ScheduleOverlapPolicy.TerminateOther, Closing.Terminate)]
    public void CancelOrTerminateOther_SomethingRuns_StartsOnceThatIsClosed(ScheduleOverlapPolicy policy, Closing closing)
    {
        var schedule = Running(policy);

        schedule.Advance(Hour);

        Assert.Empty(schedule.Last.Starts);
        Assert.Equal(closing, Assert.Single(schedule.Last.Closings).Closing);
        schedule.Decide(new RecordClosing(schedule.Data.Running[0].RequestId, closing));
        Assert.Empty(schedule.Last.Closings);
        schedule.RecordClosed(WorkflowExecutionStatus.Canceled);
        Assert.Equal([14], schedule.StartedHours);
    }

    [Fact]
    public void CancelOther_SeveralWait_StartsTheLast()
    {
        var schedule = Running(ScheduleOverlapPolicy.CancelOther);
        schedule.Advance(Hour);
        schedule.Advance(Hour);

        schedule.RecordClosed(WorkflowExecutionStatus.Canceled);

        Assert.Equal([15], schedule.StartedHours);
        Assert.Empty(schedule.Data.Buffer);
    }

    [Fact]
    public void CancelOther_StartUnderWay_IsCancelledWhenItIsKnown()
    {
        var schedule = new ScheduleDriver(schedule => schedule.Policies.OverlapPolicy = ScheduleOverlapPolicy.CancelOther);
        schedule.Advance(Hour);
        schedule.Advance(Hour);
        Assert.Empty(schedule.Last.Closings);

        schedule.RecordStart();

        Assert.Equal(Closing.Cancel, Assert.Single(schedule.Last.Closings).Closing);
    }

    [Fact]
    public void AllowAll_SomethingRuns_StartsBesideIt()
    {
        var schedule = new ScheduleDriver(schedule => schedule.Policies.OverlapPolicy = ScheduleOverlapPolicy.AllowAll);
        schedule.Advance(Hour);
        schedule.RecordStart();

        schedule.Advance(Hour);

        Assert.True(Assert.Single(schedule.Last.Starts).IsOverlapping);
        Assert.Empty(schedule.Data.Running);
    }

    [Fact]
    public void Policy_ChangedWhileBuffered_AppliesToWhatWaits()
    {
        var schedule = Running(ScheduleOverlapPolicy.BufferAll);
        schedule.Advance(Hour);
        var changed = schedule.Data.Schedule.Clone();
        changed.Policies.OverlapPolicy = ScheduleOverlapPolicy.AllowAll;

        schedule.Decide(new UpdateSchedule(new() { Schedule = changed }));

        Assert.Equal([14], schedule.StartedHours);
    }

    // One started at 13:00.
    private static ScheduleDriver Running(ScheduleOverlapPolicy policy)
    {
        var schedule = new ScheduleDriver(schedule => schedule.Policies.OverlapPolicy = policy);
        schedule.Advance(Hour);
        Assert.Equal([13], schedule.StartedHours);
        schedule.RecordStart();
        return schedule;
    }
}
