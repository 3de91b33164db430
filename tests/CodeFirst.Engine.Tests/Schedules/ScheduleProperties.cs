using CodeFirst.Engine.Schedules;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Schedule.V1;
using CsCheck;

namespace CodeFirst.Engine.Tests.Schedules;

/// <summary>What holds of a schedule whatever happens to it, and in whatever order.</summary>
public sealed class ScheduleProperties
{
    private static readonly ScheduleOverlapPolicy[] Policies = Enum.GetValues<ScheduleOverlapPolicy>();

    private static readonly Gen<(int Kind, int Number)[]> Steps = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 1000]).Array[1, 80];

    [Fact]
    public void Schedule_AnySteps_RunsOneActionAtATimeAndCountsEach() => Steps.Sample(steps =>
    {
        var schedule = new ScheduleDriver(schedule => schedule.Policies.PauseOnFailure = true);
        var requestIds = new HashSet<string>(StringComparer.Ordinal);
        var started = 0L;
        foreach (var (kind, number) in steps)
        {
            var before = schedule.Last;
            started += Take(schedule, kind, number);
            if (schedule.Last != before)
            {
                Check(schedule, requestIds, started);
            }
        }
    });

    [Fact]
    public void Schedule_SameSteps_IsTheSame() => Steps.Sample(steps =>
    {
        var (left, right) = (new ScheduleDriver(), new ScheduleDriver());
        foreach (var (kind, number) in steps)
        {
            Take(left, kind, number);
            Take(right, kind, number);
        }

        return left.Data.Equals(right.Data) && left.Last.Starts.SequenceEqual(right.Last.Starts) && left.Last.Closings.SequenceEqual(right.Last.Closings);
    });

    /// <summary>Takes a step, if the schedule is such that it can be taken.</summary>
    /// <returns>How many actions were started by it.</returns>
    private static int Take(ScheduleDriver schedule, int kind, int number)
    {
        var policy = Policies[number % Policies.Length];
        switch (kind)
        {
            case 0 or 1:
                schedule.Advance(TimeSpan.FromMinutes(number));
                return 0;
            case 2:
                schedule.Trigger(policy);
                return 0;
            case 3:
                schedule.Backfill(schedule.Now.AddHours(-number % 50), schedule.Now, policy);
                return 0;
            case 4:
                schedule.Patch(number % 2 == 0 ? new SchedulePatch { Pause = "pause" } : new SchedulePatch { Unpause = "unpause" });
                return 0;
            case 5 when schedule.Data.Starts.Count > 0:
                schedule.RecordStart();
                return 1;
            case 6 when schedule.Data.Starts.Count > 0:
                schedule.RecordRefusedStart();
                return 0;
            case 7 when schedule.Data.Running.Count > 0:
                schedule.RecordClosed(number % 3 == 0 ? WorkflowExecutionStatus.Failed : WorkflowExecutionStatus.Completed);
                return 0;
            case 8:
                var changed = schedule.Data.Schedule.Clone();
                changed.Policies.OverlapPolicy = policy;
                changed.State.LimitedActions = number % 5 == 0;
                changed.State.RemainingActions = number % 4;
                schedule.Decide(new UpdateSchedule(new() { Schedule = changed }));
                return 0;
            case 9 when schedule.Data.Starts.Count > 0:
                schedule.RecordDelayedStart();
                return 0;
            default:
                return 0;
        }
    }

    private static void Check(ScheduleDriver schedule, HashSet<string> requestIds, long started)
    {
        var data = schedule.Data;
        Assert.Equal(started, data.ActionCount);
        Assert.InRange(data.Running.Count + data.Starts.Count(start => !start.IsOverlapping), 0, 1);
        Assert.InRange(data.Buffer.Count, 0, 1000);
        Assert.InRange(data.RecentActions.Count, 0, 10);
        Assert.True(data.Schedule.State.RemainingActions >= 0);
        Assert.Equal(data.Starts.Count == 0 && data.Running.All(action => action.Closing == 0 || action.IsTold), data.RetryTime is null);

        // What waits has a reason to.
        Assert.True(data.Buffer.Count == 0 || data.Running.Count + data.Starts.Count > 0);

        // A start comes again with its own id, and a new one has a new id.
        foreach (var start in schedule.Last.Starts)
        {
            Assert.True(requestIds.Add(start.RequestId) || data.Retries > 1);
        }
    }
}
