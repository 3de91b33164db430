using CodeFirst.Engine.Schedules.Specs;
using CodeFirst.Protocol.Enums.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Schedules;

// What becomes of a time of the spec:
//
//   when it comes                                      then
//   in time, or within the catch-up window             a start is buffered
//   later than that                                    missed, and counted
//   the schedule is paused, or its actions are spent   passed over
//   before the schedule was changed                    passed over
//
// Times of a backfill are buffered in portions, whatever the clock says.

/// <summary>Times that have come.</summary>
internal static class TimeTransitions
{
    // Of a schedule that nobody looked after for long: the others are taken by the next decision.
    private const int MaxTimes = 1000;

    private const int MaxBuffered = 1000;

    public static ScheduleDecision Advance(ScheduleData data, DateTimeOffset now)
    {
        if (!(data.GetNextDeadline() <= now))
        {
            return new ScheduleDecision { Data = data };
        }

        var draft = new ScheduleDraft(data, now);
        TakeTimes(draft);
        TakeBackfills(draft);
        return draft.Commit();
    }

    /// <summary>Sets the next time to the first one after now.</summary>
    public static void Reschedule(ScheduleDraft draft) => SetNext(draft, draft.Spec?.GetNext(draft.Data.Id, draft.Now));

    /// <summary>Buffers the times that have come.</summary>
    public static void TakeTimes(ScheduleDraft draft)
    {
        var data = draft.Data;
        if (!data.TakesTimes)
        {
            if (data.NextTime?.ToDateTimeOffset() <= draft.Now)
            {
                Reschedule(draft);
            }

            return;
        }

        for (var taken = 0; taken < MaxTimes && data.NextTime?.ToDateTimeOffset() <= draft.Now; taken++)
        {
            if (draft.IsTooLate(data.NextTime))
            {
                data.MissedCatchupWindow++;
            }
            else
            {
                Add(draft, new BufferedStart { NominalTime = data.NextNominalTime, ActualTime = data.NextTime });
            }

            SetNext(draft, draft.Spec?.GetNext(data.Id, data.NextNominalTime.ToDateTimeOffset()));
        }
    }

    /// <summary>Buffers the next times of what is to be made up for.</summary>
    public static void TakeBackfills(ScheduleDraft draft)
    {
        var data = draft.Data;
        while (data.HasRoomForBackfill)
        {
            var backfill = data.Backfills[0];
            if (draft.Spec?.GetNext(data.Id, backfill.After.ToDateTimeOffset()) is not { } time || time.Nominal > backfill.EndTime.ToDateTimeOffset())
            {
                data.Backfills.RemoveAt(0);
                continue;
            }

            backfill.After = time.Nominal.ToTimestamp();
            Add(draft, new BufferedStart
            {
                NominalTime = backfill.After,
                ActualTime = time.Actual.ToTimestamp(),
                OverlapPolicy = backfill.OverlapPolicy,
                IsManual = true,
            });
        }
    }

    /// <summary>Buffers the action that a client triggers.</summary>
    public static void Trigger(ScheduleDraft draft, ScheduleOverlapPolicy policy, Timestamp? time) => Add(draft, new BufferedStart
    {
        NominalTime = time ?? draft.Timestamp,
        ActualTime = draft.Timestamp,
        OverlapPolicy = policy,
        IsManual = true,
    });

    private static void Add(ScheduleDraft draft, BufferedStart start)
    {
        if (draft.Data.Buffer.Count < MaxBuffered)
        {
            draft.Data.Buffer.Add(start);
        }
        else
        {
            draft.Data.BufferDropped++;
        }
    }

    private static void SetNext(ScheduleDraft draft, MatchingTime? next) =>
        (draft.Data.NextNominalTime, draft.Data.NextTime) = (next?.Nominal.ToTimestamp(), next?.Actual.ToTimestamp());
}
