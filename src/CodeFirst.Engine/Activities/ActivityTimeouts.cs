using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Failure.V1;

namespace CodeFirst.Engine.Activities;

// The four timeouts of an activity, and what they mean when they are not set:
//
//   schedule-to-close   from the command, over all attempts and backoffs; without it, the run's timeout
//   start-to-close      of each attempt; without it, schedule-to-close
//   schedule-to-start   of each attempt, from when it is ready; without it, schedule-to-close
//   heartbeat           of each attempt, from its start or last heartbeat; never longer than start-to-close; without it, none
//
// One of the first two must be set. None is longer than the run's timeout.

/// <summary>The timeouts of activities: what they are, when they are over and what happens then.</summary>
internal static class ActivityTimeouts
{
    /// <summary>Fills in what a command leaves out; false when there is too little to go by.</summary>
    public static bool TryNormalize(ScheduleActivityTaskCommandAttributes attributes, TimeSpan runTimeout, out ActivityTimeoutSet timeouts)
    {
        var scheduleToClose = attributes.ScheduleToCloseTimeout.ToSpan();
        var scheduleToStart = attributes.ScheduleToStartTimeout.ToSpan();
        var startToClose = attributes.StartToCloseTimeout.ToSpan();
        var heartbeat = attributes.HeartbeatTimeout.ToSpan();
        timeouts = default;
        if (scheduleToClose < TimeSpan.Zero || scheduleToStart < TimeSpan.Zero || startToClose < TimeSpan.Zero || heartbeat < TimeSpan.Zero
            || (scheduleToClose == TimeSpan.Zero && startToClose == TimeSpan.Zero))
        {
            return false;
        }

        scheduleToClose = ProtobufTime.Shorter(scheduleToClose, runTimeout);
        startToClose = ProtobufTime.Shorter(startToClose, scheduleToClose);
        timeouts = new ActivityTimeoutSet(
            scheduleToClose,
            ProtobufTime.Shorter(scheduleToStart, scheduleToClose),
            startToClose,
            heartbeat == TimeSpan.Zero ? TimeSpan.Zero : ProtobufTime.Shorter(heartbeat, startToClose));
        return true;
    }

    /// <summary>What time does to the activity next, and when; null when it may wait for ever.</summary>
    public static ActivityDeadline? Next(ActivityState activity)
    {
        var scheduled = activity.Scheduled;
        ActivityDeadline? next = null;
        Consider(ActivityDeadlineKind.ScheduleToClose, activity.ScheduledTime.Expiry(scheduled.ScheduleToCloseTimeout));
        if (activity.StartedTime is { } startedTime)
        {
            Consider(ActivityDeadlineKind.StartToClose, startedTime.Expiry(scheduled.StartToCloseTimeout));
            Consider(ActivityDeadlineKind.Heartbeat, (activity.LastHeartbeatTime ?? startedTime).Expiry(scheduled.HeartbeatTimeout));
        }
        else if (activity.Pause is not null)
        {
            // Nothing is dispatched: neither does the backoff end nor is a worker late.
        }
        else if (activity.Dispatchable)
        {
            Consider(ActivityDeadlineKind.ScheduleToStart, activity.ReadyTime.Expiry(scheduled.ScheduleToStartTimeout));
        }
        else
        {
            Consider(ActivityDeadlineKind.EndOfBackoff, activity.ReadyTime.ToDateTimeOffset());
        }

        return next;

        void Consider(ActivityDeadlineKind kind, DateTimeOffset? time)
        {
            if (time < (next?.Time ?? DateTimeOffset.MaxValue))
            {
                next = new ActivityDeadline(kind, time.Value);
            }
        }
    }

    /// <summary>Applies everything that is due.</summary>
    public static void ApplyDue(RunDraft draft)
    {
        foreach (var id in draft.State.Activities.Keys.Order().ToList())
        {
            while (draft.State.Activities.TryGetValue(id, out var activity) && Next(activity) is { } next && next.Time <= draft.Now)
            {
                if (next.Kind == ActivityDeadlineKind.EndOfBackoff)
                {
                    var ready = activity.Fork();
                    ready.Dispatchable = true;
                    draft.State.Activities[id] = ready;
                }
                else
                {
                    TimeOut(draft, id, activity, ToTimeoutType(next.Kind));
                }
            }
        }
    }

    private static void TimeOut(RunDraft draft, long id, ActivityState activity, TimeoutType type)
    {
        var retryState = ActivityTransitions.TryRetry(draft, id, activity, ToFailure(activity, type), activity.Identity);
        if (retryState == RetryState.InProgress)
        {
            return;
        }

        // No time is left for another attempt: the whole activity has timed out.
        var reported = retryState == RetryState.Timeout ? TimeoutType.ScheduleToClose : type;
        var failure = ToFailure(activity, reported);
        failure.Cause = activity.LastFailure;
        ActivityTransitions.End(draft, id, activity, ActivityEvents.TimedOut(id, failure, retryState));
    }

    private static Failure ToFailure(ActivityState activity, TimeoutType type) => new()
    {
        Message = $"activity {type} timeout",
        Source = "Server",
        TimeoutFailureInfo = new() { TimeoutType = type, LastHeartbeatDetails = activity.HeartbeatDetails },
    };

    private static TimeoutType ToTimeoutType(ActivityDeadlineKind kind) => kind switch
    {
        ActivityDeadlineKind.ScheduleToClose => TimeoutType.ScheduleToClose,
        ActivityDeadlineKind.ScheduleToStart => TimeoutType.ScheduleToStart,
        ActivityDeadlineKind.StartToClose => TimeoutType.StartToClose,
        _ => TimeoutType.Heartbeat,
    };
}
