using System.Buffers.Binary;
using CodeFirst.Engine.Schedules.Specs;
using CodeFirst.Protocol.Enums.V1;
using Google.Protobuf;

namespace CodeFirst.Engine.Schedules;

/// <summary>What follows from the data alone. The row that indexes a schedule is derived here, so it cannot contradict it.</summary>
public sealed partial class ScheduleData
{
    // More of a backfill is taken when what was taken is mostly done.
    internal const int BackfillPortion = 100;

    private static readonly TimeSpan IdleRetention = TimeSpan.FromDays(7);

    /// <summary>Whether the times of the spec start anything.</summary>
    public bool TakesTimes => !Schedule.State.Paused && (!Schedule.State.LimitedActions || Schedule.State.RemainingActions > 0);

    /// <summary>What a client gives back to change the schedule only as it read it.</summary>
    public ByteString ConflictToken
    {
        get
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(bytes, Revision);
            return ByteString.CopyFrom(bytes);
        }
    }

    /// <summary>Whether a workflow is awaited before the next one may start.</summary>
    internal bool IsOccupied => Running.Count > 0 || Starts.Any(start => !start.IsOverlapping);

    internal bool HasRoomForBackfill => Backfills.Count > 0 && Buffer.Count + Starts.Count < BackfillPortion;

    internal ScheduleOverlapPolicy OverlapPolicy => Schedule.Policies.OverlapPolicy;

    internal IEnumerable<RunningAction> UntoldClosings =>
        Running.Where(action => action is { Closing: not RunningAction.Types.Closing.Unspecified, IsTold: false });

    /// <summary>When <see cref="AdvanceSchedule"/> next has something to do; null while nothing comes.</summary>
    public DateTimeOffset? GetNextDeadline()
    {
        if (HasRoomForBackfill)
        {
            return DateTimeOffset.UnixEpoch;
        }

        var deadline = TakesTimes ? NextTime?.ToDateTimeOffset() : null;
        return ProtobufTime.Earlier(ProtobufTime.Earlier(deadline, RetryTime?.ToDateTimeOffset()), GetEnd());
    }

    /// <summary>The times at which the schedule acts next.</summary>
    /// <param name="now">Only those after it.</param>
    /// <param name="limit">How many at most.</param>
    public IEnumerable<DateTimeOffset> GetFutureTimes(DateTimeOffset now, int limit)
    {
        var count = Schedule.State.LimitedActions ? (int)Math.Clamp(Schedule.State.RemainingActions, 0, limit) : limit;
        if (NextTime is null || !CompiledSpec.TryCompile(Schedule.Spec, out var spec, out _))
        {
            return [];
        }

        var after = NextTime.ToDateTimeOffset() > now ? NextNominalTime.ToDateTimeOffset() : now;
        return spec.GetAll(Id, after, DateTimeOffset.MaxValue).Select(time => time.Actual).Where(time => time > now).Take(count);
    }

    /// <summary>When the schedule vanishes, if nothing happens until then; null while it has or may get something to do.</summary>
    internal DateTimeOffset? GetEnd()
    {
        if (Schedule.State.Paused || (TakesTimes && NextTime is not null) || Buffer.Count > 0 || Backfills.Count > 0 || Starts.Count > 0 || Running.Count > 0)
        {
            return null;
        }

        var last = (UpdateTime ?? CreateTime).ToDateTimeOffset();
        foreach (var action in RecentActions)
        {
            var time = action.ActualTime.ToDateTimeOffset();
            last = time > last ? time : last;
        }

        return last.Plus(IdleRetention);
    }
}
