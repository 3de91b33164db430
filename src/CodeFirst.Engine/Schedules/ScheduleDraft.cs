using System.Collections.Immutable;
using CodeFirst.Engine.Schedules.Specs;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Schedules;

/// <summary>A decision in the making: a copy of the data that is decided on.</summary>
internal sealed class ScheduleDraft
{
    private static readonly TimeSpan FirstRetryInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRetryInterval = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> _known;

    public ScheduleDraft(ScheduleData data, DateTimeOffset now)
    {
        Data = data.Clone();
        Now = now;
        Timestamp = now.ToTimestamp();
        _known = [.. data.Starts.Select(start => start.RequestId), .. data.UntoldClosings.Select(KeyOf)];
    }

    public ScheduleData Data { get; }

    public DateTimeOffset Now { get; }

    public Timestamp Timestamp { get; }

    /// <summary>What the schedule's spec says. Specs are compiled before they are accepted; should a time zone have vanished since, no time comes.</summary>
    public CompiledSpec? Spec => field ??= CompiledSpec.TryCompile(Data.Schedule.Spec, out var spec, out _) ? spec : null;

    /// <summary>Whether it is too late to start something for a time of the spec.</summary>
    public bool IsTooLate(Timestamp time) => Now - time.ToDateTimeOffset() > Data.Schedule.Policies.CatchupWindow.ToSpan();

    /// <summary>Ends the draft: what may start is moved to what is to be started.</summary>
    public ScheduleDecision Commit()
    {
        OverlapTransitions.Settle(this);
        var isRetried = Data.RetryTime is { } retry && retry.ToDateTimeOffset() <= Now;
        ImmutableArray<PendingStart> starts = [.. Data.Starts.Where(start => isRetried || !_known.Contains(start.RequestId))];
        ImmutableArray<RunningAction> closings = [.. Data.UntoldClosings.Where(action => isRetried || !_known.Contains(KeyOf(action)))];
        SetRetryTime(isRetried);
        return new ScheduleDecision { Data = Data, IsChanged = true, IsOver = Data.GetEnd() <= Now, Starts = starts, Closings = closings };
    }

    private void SetRetryTime(bool isRetried)
    {
        if (Data.Starts.Count == 0 && !Data.UntoldClosings.Any())
        {
            (Data.RetryTime, Data.Retries) = (null, 0);
        }
        else if (isRetried || Data.RetryTime is null)
        {
            var interval = FirstRetryInterval * Math.Pow(2, Math.Min(Data.Retries, 10));
            Data.RetryTime = Now.Plus(interval < LongestRetryInterval ? interval : LongestRetryInterval).ToTimestamp();
            Data.Retries++;
        }
    }

    private static string KeyOf(RunningAction action) => $"{action.Closing} {action.RequestId}";
}
