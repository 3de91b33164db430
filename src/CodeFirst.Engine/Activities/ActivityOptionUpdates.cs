using CodeFirst.Engine.Retries;
using CodeFirst.Protocol.Activity.V1;
using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.History.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Activities;

// An update of options holds at once, also for the attempt that runs: its timeouts are those of the new options. A task that waits moves to the new
// task queue, a backoff is as long as the new retry policy says. History keeps what the workflow asked for, and so does the state, to bring it back.

/// <summary>Changing the options of activities that are under way.</summary>
internal static class ActivityOptionUpdates
{
    private static readonly FieldMask.MergeOptions Replacing = new() { ReplaceMessageFields = true, ReplacePrimitiveFields = true, ReplaceRepeatedFields = true };

    public static Transition Update(RunState state, UpdateActivityOptions command, DateTimeOffset now)
    {
        var found = command.Activities.Select(state);
        if (found.Count == 0)
        {
            return Transition.Refused(state, Refusals.ActivityNotFound);
        }

        var draft = new RunDraft(state, now);
        ActivityState updated = found[^1].Value;
        foreach (var (id, activity) in found)
        {
            updated = activity.Fork();
            if (command.Mask is null)
            {
                Restore(updated);
            }
            else if (Change(state, updated, command) is { } fault)
            {
                return Transition.Refused(state, Refusals.InvalidArgument(fault));
            }

            AdjustBackoff(updated, activity, now);
            draft.State.Activities[id] = updated;
        }

        return draft.Commit(new ActivityOptionsUpdated(updated.Options));
    }

    public static void Restore(ActivityState activity)
    {
        activity.Scheduled = activity.Original ?? activity.Scheduled;
        activity.Original = null;
    }

    private static string? Change(RunState state, ActivityState activity, UpdateActivityOptions command)
    {
        var options = activity.Options.Clone();
        command.Mask!.Merge(command.Options ?? new ActivityOptions(), options, Replacing);
        var changed = activity.Scheduled.Clone();
        var policy = RetryPolicies.WithDefaults(options.RetryPolicy);
        var fault = CommandLimits.CheckId("TaskQueue", options.TaskQueue?.Name) ?? RetryPolicies.Validate(policy);
        if (fault is not null)
        {
            return fault;
        }

        var wanted = new ScheduleActivityTaskCommandAttributes
        {
            ScheduleToCloseTimeout = options.ScheduleToCloseTimeout,
            ScheduleToStartTimeout = options.ScheduleToStartTimeout,
            StartToCloseTimeout = options.StartToCloseTimeout,
            HeartbeatTimeout = options.HeartbeatTimeout,
        };
        if (!ActivityTimeouts.TryNormalize(wanted, state.RunTimeout.ToSpan(), out var timeouts))
        {
            return $"A valid StartToClose or ScheduleToCloseTimeout is not set. ActivityId={changed.ActivityId} ActivityType={changed.ActivityType.Name}";
        }

        changed.TaskQueue = options.TaskQueue;
        changed.RetryPolicy = policy;
        changed.Priority = options.Priority;
        SetTimeouts(changed, timeouts);
        activity.Original ??= activity.Scheduled;
        activity.Scheduled = changed;
        return null;
    }

    private static void SetTimeouts(ActivityTaskScheduledEventAttributes scheduled, ActivityTimeoutSet timeouts)
    {
        scheduled.ScheduleToCloseTimeout = Duration.FromTimeSpan(timeouts.ScheduleToClose);
        scheduled.ScheduleToStartTimeout = Duration.FromTimeSpan(timeouts.ScheduleToStart);
        scheduled.StartToCloseTimeout = Duration.FromTimeSpan(timeouts.StartToClose);
        scheduled.HeartbeatTimeout = Duration.FromTimeSpan(timeouts.Heartbeat);
    }

    private static void AdjustBackoff(ActivityState updated, ActivityState before, DateTimeOffset now)
    {
        var isBackingOff = updated is { StartedTime: null, Dispatchable: false, Pause: null, CurrentRetryInterval: not null };
        if (!isBackingOff || Equals(updated.Scheduled.RetryPolicy, before.Scheduled.RetryPolicy))
        {
            return;
        }

        var interval = RetryPolicies.Interval(updated.Scheduled.RetryPolicy, updated.Attempt - 1);
        var readyTime = updated.LastAttemptCompleteTime.ToDateTimeOffset().Plus(interval);
        updated.CurrentRetryInterval = Duration.FromTimeSpan(interval);
        updated.ReadyTime = (readyTime > now ? readyTime : now).ToTimestamp();
        updated.Dispatchable = readyTime <= now;
    }
}
