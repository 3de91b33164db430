using System.Globalization;
using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Engine.Schedules;

// What becomes of a buffered start when its turn comes, by its overlap policy or else the schedule's:
//
//   policy            nothing runs                       something runs
//   ALLOW_ALL         started; nobody waits for its end  the same
//   SKIP (default)    started                            skipped, and counted
//   BUFFER_ONE        started                            stays, if it is the only one; else skipped
//   BUFFER_ALL        started                            stays
//   CANCEL_OTHER      started; replaces one whose        stays, and what runs is canceled
//                     turn came at the same moment
//   TERMINATE_OTHER   the same                           stays, and what runs is terminated
//
// Nothing is started for times of the spec while the schedule is paused or its limited actions are spent.

/// <summary>How the actions of a schedule overlap.</summary>
internal static class OverlapTransitions
{
    /// <summary>Moves buffered starts to those to be started now: the last step of every decision.</summary>
    public static void Settle(ScheduleDraft draft)
    {
        var data = draft.Data;
        var waiting = data.Buffer.ToList();
        data.Buffer.Clear();
        BufferedStart? next = null;
        foreach (var start in waiting)
        {
            var policy = Resolve(data, start);
            if (policy == ScheduleOverlapPolicy.AllowAll)
            {
                Start(draft, start, isOverlapping: true);
            }
            else if (!data.IsOccupied && next is null)
            {
                next = start;
            }
            else
            {
                next = Overlap(data, start, policy, next);
            }
        }

        if (next is not null && !Start(draft, next, isOverlapping: false) && data.Buffer.Count > 0)
        {
            // It may not start any more; the one after it may.
            Settle(draft);
        }
    }

    private static BufferedStart? Overlap(ScheduleData data, BufferedStart start, ScheduleOverlapPolicy policy, BufferedStart? next)
    {
        switch (policy)
        {
            case ScheduleOverlapPolicy.BufferAll:
            case ScheduleOverlapPolicy.BufferOne when data.Buffer.Count == 0:
                data.Buffer.Add(start);
                return next;

            case ScheduleOverlapPolicy.CancelOther or ScheduleOverlapPolicy.TerminateOther when !data.IsOccupied:
                return start;

            case ScheduleOverlapPolicy.CancelOther:
                RequestClosing(data, RunningAction.Types.Closing.Cancel);
                data.Buffer.Add(start);
                return next;

            case ScheduleOverlapPolicy.TerminateOther:
                RequestClosing(data, RunningAction.Types.Closing.Terminate);
                data.Buffer.Add(start);
                return next;

            default:
                data.OverlapSkipped++;
                return next;
        }
    }

    private static bool Start(ScheduleDraft draft, BufferedStart start, bool isOverlapping)
    {
        var data = draft.Data;
        if (!start.IsManual && !HasActionLeft(data))
        {
            return false;
        }

        var nominal = start.NominalTime.ToDateTimeOffset();
        var name = data.Schedule.Action.StartWorkflow.WorkflowId;
        data.LastStartNumber++;
        data.Starts.Add(new PendingStart
        {
            RequestId = string.Create(CultureInfo.InvariantCulture, $"{data.Id}-{nominal.ToUnixTimeSeconds()}-{data.LastStartNumber}"),
            WorkflowId = data.Schedule.Policies.KeepOriginalWorkflowId
                ? name
                : string.Create(CultureInfo.InvariantCulture, $"{name}-{nominal.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}"),
            Start = start,
            IsOverlapping = isOverlapping,
        });
        return true;
    }

    // A start that is under way may turn out to be real.
    private static bool HasActionLeft(ScheduleData data) =>
        data.TakesTimes && (!data.Schedule.State.LimitedActions || data.Starts.Count(start => !start.Start.IsManual) < data.Schedule.State.RemainingActions);

    private static void RequestClosing(ScheduleData data, RunningAction.Types.Closing closing)
    {
        foreach (var action in data.Running.Where(action => action.Closing < closing))
        {
            (action.Closing, action.IsTold) = (closing, false);
        }
    }

    private static ScheduleOverlapPolicy Resolve(ScheduleData data, BufferedStart start)
    {
        var policy = start.OverlapPolicy == ScheduleOverlapPolicy.Unspecified ? data.OverlapPolicy : start.OverlapPolicy;
        return policy == ScheduleOverlapPolicy.Unspecified ? ScheduleOverlapPolicy.Skip : policy;
    }
}
