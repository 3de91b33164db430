using CodeFirst.Engine.Retries;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Failure.V1;
using CodeFirst.Protocol.History.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Activities;

// The life of an activity:
//
//   from       by                                              to
//   none       ScheduleActivityTask command                    ready
//   ready      poll                                            started
//   ready      schedule-to-start, schedule-to-close timeout    timed out
//   started    its poller is gone                              ready
//   started    completion                                      completed
//   started    confirmed cancellation                          canceled, if it was requested
//   started    failure, start-to-close, heartbeat timeout      backoff with the next attempt if the policy retries, else failed or timed out
//   started    schedule-to-close timeout                       timed out
//   started    heartbeat                                       started; answers whether cancellation is requested
//   backoff    its end                                         ready
//   backoff    schedule-to-close timeout                       timed out
//   started    RequestCancelActivityTask command               started, cancellation requested; no attempt follows
//   others     RequestCancelActivityTask command               canceled
//
// The start of an attempt is durable in the state and written to history only together with the end of the activity: attempts that are retried leave
// no events. Commands are in ActivityCommands, timeouts in ActivityTimeouts, what people do to activities in ActivityControl.

/// <summary>What workers do with activity tasks.</summary>
internal static class ActivityTransitions
{
    public static Transition Start(RunState state, StartActivity command, DateTimeOffset now)
    {
        var id = command.ScheduledEventId;
        if (!state.Activities.TryGetValue(id, out var activity) || activity.Attempt != command.Attempt)
        {
            return Transition.Refused(state, Refusals.ActivityNotFound);
        }

        if (activity.StartedTime is not null && activity.StartRequestId == command.RequestId)
        {
            return Transition.Unchanged(state, Reply(state, id, activity));
        }

        if (!activity.Dispatchable || (command.TaskQueue ?? activity.Scheduled.TaskQueue.Name) != activity.Scheduled.TaskQueue.Name)
        {
            return Transition.Refused(state, Refusals.ActivityNotFound);
        }

        var draft = new RunDraft(state, now);
        var started = activity.Fork();
        started.StartedTime = draft.Timestamp;
        started.StartRequestId = command.RequestId;
        started.Identity = command.Identity;
        started.LastHeartbeatTime = null;
        started.Dispatchable = false;
        draft.State.Activities[id] = started;
        return draft.Commit(Reply(draft.State, id, started));
    }

    public static Transition Complete(RunState state, CompleteActivity command, DateTimeOffset now)
    {
        if (Find(state, command.Token) is not { } activity)
        {
            return Transition.Refused(state, Refusals.ActivityNotFound);
        }

        var id = command.Token.ScheduledEventId;
        var draft = new RunDraft(state, now);
        End(draft, id, activity, ActivityEvents.Completed(id, command.Request.Result, command.Request.Identity));
        return draft.Commit();
    }

    public static Transition Cancel(RunState state, CancelActivity command, DateTimeOffset now)
    {
        if (Find(state, command.Token) is not { } activity)
        {
            return Transition.Refused(state, Refusals.ActivityNotFound);
        }

        if (!activity.CancelRequested)
        {
            return Transition.Refused(state, Refusals.InvalidArgument("The activity cannot be canceled: its workflow did not request it. Complete or fail it instead."));
        }

        var id = command.Token.ScheduledEventId;
        var draft = new RunDraft(state, now);
        End(draft, id, activity, ActivityEvents.Canceled(id, activity.CancelRequestedEventId, command.Request.Details, command.Request.Identity));
        return draft.Commit();
    }

    public static Transition Fail(RunState state, FailActivity command, DateTimeOffset now)
    {
        if (Find(state, command.Token) is not { } found)
        {
            return Transition.Refused(state, Refusals.ActivityNotFound);
        }

        var request = command.Request;
        var id = command.Token.ScheduledEventId;
        var draft = new RunDraft(state, now);
        var activity = found;
        if (request.LastHeartbeatDetails is not null)
        {
            activity = found.Fork();
            activity.HeartbeatDetails = request.LastHeartbeatDetails;
        }

        var failure = request.Failure ?? new Failure();
        var retryState = TryRetry(draft, id, activity, failure, request.Identity);
        if (retryState != RetryState.InProgress)
        {
            End(draft, id, activity, ActivityEvents.Failed(id, failure, retryState, request.Identity, request.Cause));
        }

        return draft.Commit();
    }

    public static Transition Heartbeat(RunState state, HeartbeatActivity command, DateTimeOffset now)
    {
        if (Find(state, command.Token) is not { } activity)
        {
            return Transition.Refused(state, Refusals.ActivityNotFound);
        }

        var draft = new RunDraft(state, now);
        var alive = activity.Fork();
        alive.HeartbeatDetails = command.Details;
        alive.LastHeartbeatTime = draft.Timestamp;
        draft.State.Activities[command.Token.ScheduledEventId] = alive;
        return draft.Commit(new HeartbeatRecorded(activity.CancelRequested, activity.Pause is not null, activity.ResetRequested));
    }

    public static Transition Return(RunState state, ReturnActivity command, DateTimeOffset now)
    {
        if (Find(state, command.Token) is not { } activity)
        {
            return Transition.Refused(state, Refusals.ActivityNotFound);
        }

        var draft = new RunDraft(state, now);
        var ready = activity.Fork();
        ready.StartedTime = null;
        ready.StartRequestId = string.Empty;
        ready.Identity = string.Empty;
        ready.Dispatchable = ready.Pause is null;
        draft.State.Activities[command.Token.ScheduledEventId] = ready;
        return draft.Commit();
    }

    /// <summary>Ends an activity: the start of its last attempt and its end are recorded together.</summary>
    public static void End(RunDraft draft, long id, ActivityState activity, HistoryEvent ending)
    {
        draft.State.Activities.Remove(id);
        if (activity.StartedTime is not null)
        {
            // Zero while it waits in the buffer, which sets the id when it is flushed.
            ActivityEvents.SetStartedEventId(ending, draft.Record(ActivityEvents.Started(id, activity), activity.StartedTime).EventId);
        }

        draft.Record(ending);
    }

    /// <summary>Lets the next attempt follow if the policy allows it; otherwise answers why not and changes nothing.</summary>
    public static RetryState TryRetry(RunDraft draft, long id, ActivityState activity, Failure failure, string identity)
    {
        if (activity.CancelRequested)
        {
            return RetryState.CancelRequested;
        }

        var attempts = activity.RestartsCount ? 0 : activity.Attempt;
        var expiration = activity.ScheduledTime.Expiry(activity.Scheduled.ScheduleToCloseTimeout);
        var retry = RetryPolicies.DecideForActivity(activity.Scheduled.RetryPolicy, attempts, failure, draft.Now, expiration);
        if (!retry.Retries)
        {
            return retry.State;
        }

        var next = activity.Fork();
        next.Attempt = attempts + 1;
        next.ReadyTime = draft.Now.Plus(retry.Interval).ToTimestamp();
        next.Dispatchable = retry.Interval == TimeSpan.Zero && next.Pause is null;
        next.CurrentRetryInterval = Duration.FromTimeSpan(retry.Interval);
        next.LastFailure = FailureLimits.Shorten(failure);
        next.LastAttemptCompleteTime = draft.Timestamp;
        next.LastWorkerIdentity = identity;
        next.StartedTime = null;
        next.StartRequestId = string.Empty;
        next.Identity = string.Empty;
        ActivityControl.CompleteReset(next);
        draft.State.Activities[id] = next;
        return RetryState.InProgress;
    }

    // The time tells an attempt from one that was started for the same task before the server forgot it.
    private static ActivityState? Find(RunState state, TaskToken token) =>
        state.Activities.TryGetValue(token.ScheduledEventId, out var activity)
        && activity.StartedTime is not null
        && activity.Attempt == token.Attempt
        && activity.StartedTime.Equals(token.StartedTime)
            ? activity
            : null;

    private static ActivityStarted Reply(RunState state, long id, ActivityState activity) => new(
        new TaskToken
        {
            NamespaceId = state.NamespaceId,
            WorkflowId = state.WorkflowId,
            RunId = state.RunId,
            ScheduledEventId = id,
            Attempt = activity.Attempt,
            StartedTime = activity.StartedTime,
        },
        activity,
        state.WorkflowType);
}
