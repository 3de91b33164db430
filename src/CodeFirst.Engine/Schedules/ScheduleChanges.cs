using CodeFirst.Protocol.Schedule.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Schedules;

/// <summary>What clients change about a schedule. A request that comes again changes nothing again.</summary>
internal static class ScheduleChanges
{
    private const int MaxRequestIds = 50;
    private const int MaxBackfills = 100;
    private static readonly TimeSpan DefaultCatchupWindow = TimeSpan.FromDays(365);
    private static readonly TimeSpan MinimumCatchupWindow = TimeSpan.FromSeconds(10);

    private static readonly Refusal OtherRevision = Refusals.FailedPrecondition("mismatched conflict token: the schedule was changed since it was read; read it again.");

    private static readonly Refusal TooManyBackfills = Refusals.FailedPrecondition($"too many concurrent backfills: a schedule may have {MaxBackfills}.");

    public static ScheduleDecision Create(CreateSchedule command, DateTimeOffset now)
    {
        var request = command.Request;
        var draft = new ScheduleDraft(
            new ScheduleData
            {
                NamespaceId = command.NamespaceId,
                ScheduleId = request.ScheduleId,
                Id = command.Id,
                Memo = request.Memo,
                SearchAttributes = request.SearchAttributes,
                CreateTime = now.ToTimestamp(),
                CreateRequestId = request.RequestId,
                Revision = 1,
                Schedule = new Schedule(),
            },
            now);
        if (SetSchedule(draft, request.Schedule) is { } fault)
        {
            return new ScheduleDecision { Data = draft.Data, Refusal = fault };
        }

        TimeTransitions.Reschedule(draft);
        return Apply(draft, request.InitialPatch ?? new SchedulePatch()) is { } refusal
            ? new ScheduleDecision { Data = draft.Data, Refusal = refusal }
            : draft.Commit();
    }

    public static ScheduleDecision Update(ScheduleData data, UpdateSchedule command, DateTimeOffset now)
    {
        var request = command.Request;
        var draft = new ScheduleDraft(data, now);
        if (!TryRemember(draft.Data, request.RequestId))
        {
            return new ScheduleDecision { Data = data };
        }

        if (!request.ConflictToken.IsEmpty && !request.ConflictToken.Equals(data.ConflictToken))
        {
            return new ScheduleDecision { Data = data, Refusal = OtherRevision };
        }

        if (SetSchedule(draft, request.Schedule) is { } fault)
        {
            return new ScheduleDecision { Data = data, Refusal = fault };
        }

        draft.Data.SearchAttributes = request.SearchAttributes ?? draft.Data.SearchAttributes;
        draft.Data.Memo = request.Memo ?? draft.Data.Memo;
        draft.Data.UpdateTime = draft.Timestamp;
        draft.Data.Revision++;
        if (!draft.Data.Schedule.Spec.Equals(data.Schedule.Spec) || data.NextTime?.ToDateTimeOffset() <= now)
        {
            TimeTransitions.Reschedule(draft);
        }

        return draft.Commit();
    }

    public static ScheduleDecision Patch(ScheduleData data, PatchSchedule command, DateTimeOffset now)
    {
        var draft = new ScheduleDraft(data, now);
        if (!TryRemember(draft.Data, command.RequestId))
        {
            return new ScheduleDecision { Data = data };
        }

        // What came before the patch is not under it.
        TimeTransitions.TakeTimes(draft);
        OverlapTransitions.Settle(draft);
        if (Apply(draft, command.Patch) is { } refusal)
        {
            return new ScheduleDecision { Data = data, Refusal = refusal };
        }

        return draft.Commit();
    }

    private static Refusal? Apply(ScheduleDraft draft, SchedulePatch patch)
    {
        var data = draft.Data;
        if (data.Backfills.Count + patch.BackfillRequest.Count > MaxBackfills)
        {
            return TooManyBackfills;
        }

        if (patch.TriggerImmediately is { } trigger)
        {
            TimeTransitions.Trigger(draft, trigger.OverlapPolicy, trigger.ScheduledTime);
        }

        foreach (var request in patch.BackfillRequest)
        {
            var start = request.StartTime.ToDateTimeOffset();
            data.Backfills.Add(new Backfill
            {
                // The beginning itself may be a time.
                After = (start > DateTimeOffset.MinValue ? start.AddTicks(-1) : start).ToTimestamp(),
                EndTime = request.EndTime,
                OverlapPolicy = request.OverlapPolicy,
            });
        }

        TimeTransitions.TakeBackfills(draft);
        if (patch.Pause.Length > 0)
        {
            SetPaused(data, isPaused: true, patch.Pause);
        }

        if (patch.Unpause.Length > 0)
        {
            SetPaused(data, isPaused: false, patch.Unpause);
        }

        return null;
    }

    private static void SetPaused(ScheduleData data, bool isPaused, string notes)
    {
        (data.Schedule.State.Paused, data.Schedule.State.Notes) = (isPaused, notes);
        data.Revision++;
    }

    private static Refusal? SetSchedule(ScheduleDraft draft, Schedule schedule)
    {
        if (!Specs.CompiledSpec.TryCompile(schedule.Spec ?? new ScheduleSpec(), out var spec, out var fault))
        {
            return Refusals.InvalidArgument($"Invalid schedule spec: {fault}");
        }

        var canonical = schedule.Clone();
        canonical.Spec = spec.Canonical;
        canonical.State ??= new ScheduleState();
        canonical.Policies ??= new SchedulePolicies();
        var window = canonical.Policies.CatchupWindow is { } asked ? asked.ToSpan() : DefaultCatchupWindow;
        canonical.Policies.CatchupWindow = Duration.FromTimeSpan(window > MinimumCatchupWindow ? window : MinimumCatchupWindow);
        draft.Data.Schedule = canonical;
        return null;
    }

    private static bool TryRemember(ScheduleData data, string requestId)
    {
        if (requestId.Length == 0)
        {
            return true;
        }

        if (data.RequestIds.Contains(requestId))
        {
            return false;
        }

        data.RequestIds.Add(requestId);
        if (data.RequestIds.Count > MaxRequestIds)
        {
            data.RequestIds.RemoveAt(0);
        }

        return true;
    }
}
