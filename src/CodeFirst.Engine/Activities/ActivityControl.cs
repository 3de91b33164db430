using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Activities;

// What people do to activities that are under way, by the activity's state:
//
//            ready, backoff                    started                                    paused
//   pause    paused: nothing is dispatched     goes on; paused once the attempt fails     unchanged for the same request, else refused
//   unpause  unchanged                         a pause that waits for its end is gone     ready, after the jitter
//   reset    ready as the first attempt,       goes on, and is told with its next         ready as the first attempt, after the jitter,
//            after the jitter                  heartbeat; the next attempt is the first   unless it is to stay paused
//
// A failure of an attempt counts, paused or not. While an activity is paused only schedule-to-close can time out. Nothing of this is in history.

/// <summary>Pausing, unpausing and resetting activities.</summary>
internal static class ActivityControl
{
    private static readonly Refusal AlreadyPaused = Refusals.FailedPrecondition("activity is already paused");

    public static Transition Pause(RunState state, PauseActivity command, DateTimeOffset now)
    {
        var found = command.Activities.Select(state);
        if (found.Count == 0)
        {
            return Transition.Refused(state, Refusals.ActivityNotFound);
        }

        var running = found.FindAll(pending => pending.Value.Pause is null);
        if (running.Count == 0)
        {
            return command.RequestId.Length > 0 && found.TrueForAll(pending => pending.Value.Pause.RequestId == command.RequestId)
                ? Transition.Unchanged(state)
                : Transition.Refused(state, AlreadyPaused);
        }

        var draft = new RunDraft(state, now);
        foreach (var (id, activity) in running)
        {
            var paused = activity.Fork();
            paused.Pause = new ActivityPause
            {
                PausedTime = draft.Timestamp,
                Identity = command.Identity,
                Reason = command.Reason,
                RequestId = command.RequestId,
            };
            paused.Dispatchable = false;
            draft.State.Activities[id] = paused;
        }

        return draft.Commit();
    }

    public static Transition Unpause(RunState state, UnpauseActivity command, DateTimeOffset now)
    {
        var found = command.Activities.Select(state);
        if (found.Count == 0)
        {
            return Transition.Refused(state, Refusals.ActivityNotFound);
        }

        var paused = found.FindAll(pending => pending.Value.Pause is not null);
        if (paused.Count == 0)
        {
            return Transition.Unchanged(state);
        }

        var draft = new RunDraft(state, now);
        foreach (var (index, (id, activity)) in paused.Index())
        {
            var unpaused = activity.Fork();
            unpaused.Pause = null;
            if (command.ResetHeartbeat)
            {
                ForgetHeartbeat(unpaused);
            }

            if (unpaused.StartedTime is null)
            {
                unpaused.Attempt = command.ResetAttempts ? 1 : unpaused.Attempt;
                Dispatch(unpaused, command.Spread.ReadyTime(now, index, paused.Count), now);
            }
            else
            {
                unpaused.RestartsCount |= command.ResetAttempts;
            }

            draft.State.Activities[id] = unpaused;
        }

        return draft.Commit();
    }

    public static Transition Reset(RunState state, ResetActivity command, DateTimeOffset now)
    {
        var found = command.Activities.Select(state);
        if (found.Count == 0)
        {
            return Transition.Refused(state, Refusals.ActivityNotFound);
        }

        var draft = new RunDraft(state, now);
        foreach (var (index, (id, activity)) in found.Index())
        {
            var reset = activity.Fork();
            if (command.RestoreOptions)
            {
                ActivityOptionUpdates.Restore(reset);
            }

            if (reset.StartedTime is not null)
            {
                reset.ResetRequested = true;
                reset.RestartsCount = true;
                reset.RestartsHeartbeat |= command.ResetHeartbeat;
                reset.Pause = command.KeepPaused ? reset.Pause : null;
            }
            else
            {
                BeginAnew(reset, command, command.Spread.ReadyTime(now, index, found.Count), now);
            }

            draft.State.Activities[id] = reset;
        }

        return draft.Commit();
    }

    /// <summary>The attempt that was to be followed by the first one is over.</summary>
    public static void CompleteReset(ActivityState next)
    {
        if (next.RestartsHeartbeat)
        {
            ForgetHeartbeat(next);
        }

        next.ResetRequested = false;
        next.RestartsCount = false;
        next.RestartsHeartbeat = false;
    }

    private static void BeginAnew(ActivityState activity, ResetActivity command, Timestamp readyTime, DateTimeOffset now)
    {
        activity.Attempt = 1;
        if (command.ResetHeartbeat)
        {
            ForgetHeartbeat(activity);
        }

        if (activity.Pause is null || !command.KeepPaused)
        {
            activity.Pause = null;
            Dispatch(activity, readyTime, now);
        }
    }

    private static void Dispatch(ActivityState activity, Timestamp readyTime, DateTimeOffset now)
    {
        activity.ReadyTime = readyTime;
        activity.Dispatchable = readyTime.ToDateTimeOffset() <= now;
        activity.CurrentRetryInterval = null;
    }

    private static void ForgetHeartbeat(ActivityState activity)
    {
        activity.HeartbeatDetails = null;

        // Of a started attempt it still says how long ago the worker was heard.
        activity.LastHeartbeatTime = activity.StartedTime is null ? null : activity.LastHeartbeatTime;
    }
}
