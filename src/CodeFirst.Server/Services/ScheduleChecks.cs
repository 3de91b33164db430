using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Schedule.V1;
using CodeFirst.Protocol.Workflow.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Server.Services;

/// <summary>What schedules and their patches are held to, besides their specs.</summary>
internal static class ScheduleChecks
{
    // Added to the id of each workflow: a hyphen and the nominal time.
    private const string IdSuffix = "-2000-01-01T00:00:00Z";

    public static void Schedule(RequestChecks checks, Schedule? schedule)
    {
        if (schedule is null)
        {
            throw RequestChecks.Invalid("Schedule is not set on request.");
        }

        Action(checks, schedule.Action?.StartWorkflow ?? throw RequestChecks.Invalid("Schedule.Action.StartWorkflow is not set on request."));
        Overlap(schedule.Policies?.OverlapPolicy);
        RequestChecks.NonNegative("CatchupWindow", schedule.Policies?.CatchupWindow);
        if (schedule.State is { RemainingActions: < 0 })
        {
            throw RequestChecks.Invalid("RemainingActions is negative.");
        }

        checks.Blob("Schedule", schedule);
    }

    public static void Patch(RequestChecks checks, SchedulePatch patch)
    {
        Overlap(patch.TriggerImmediately?.OverlapPolicy);
        if (patch.TriggerImmediately?.ScheduledTime is { } scheduled)
        {
            Time("ScheduledTime", scheduled);
        }

        foreach (var backfill in patch.BackfillRequest)
        {
            Overlap(backfill.OverlapPolicy);
            Time("StartTime", backfill.StartTime);
            Time("EndTime", backfill.EndTime);
            if (backfill.StartTime > backfill.EndTime)
            {
                throw RequestChecks.Invalid("A backfill's StartTime is after its EndTime.");
            }
        }

        checks.Blob("Patch", patch);
    }

    public static DateTimeOffset Time(string field, Timestamp? time)
    {
        try
        {
            return time?.ToDateTimeOffset() ?? throw RequestChecks.Invalid($"{field} is not set on request.");
        }
        catch (InvalidOperationException)
        {
            throw RequestChecks.Invalid($"{field} is a time that does not exist.");
        }
    }

    private static void Action(RequestChecks checks, NewWorkflowExecutionInfo start)
    {
        checks.Id("WorkflowId", start.WorkflowId);
        checks.OptionalId("WorkflowId", start.WorkflowId + IdSuffix);
        checks.Id("WorkflowType", start.WorkflowType?.Name ?? string.Empty);
        checks.TaskQueue(start.TaskQueue);
        RequestChecks.NonNegative("WorkflowExecutionTimeout", start.WorkflowExecutionTimeout);
        RequestChecks.NonNegative("WorkflowRunTimeout", start.WorkflowRunTimeout);
        RequestChecks.NonNegative("WorkflowTaskTimeout", start.WorkflowTaskTimeout);
        RequestChecks.RetryPolicy(start.RetryPolicy);
        RequestChecks.UserMetadata(start.UserMetadata);
        RequestChecks.Priority(start.Priority);
        if (start.CronSchedule.Length > 0)
        {
            throw RequestChecks.Invalid("Scheduled workflow must not contain CronSchedule.");
        }

        if (start.WorkflowIdReusePolicy is not (WorkflowIdReusePolicy.Unspecified or WorkflowIdReusePolicy.AllowDuplicate))
        {
            throw RequestChecks.Invalid("Scheduled workflow must not contain WorkflowIDReusePolicy.");
        }
    }

    private static void Overlap(ScheduleOverlapPolicy? policy)
    {
        if (policy is { } value && !System.Enum.IsDefined(value))
        {
            throw RequestChecks.Invalid("OverlapPolicy has a value this server does not know.");
        }
    }
}
