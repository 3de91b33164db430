using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Failure.V1;
using CodeFirst.Protocol.History.V1;

namespace CodeFirst.Engine.Activities;

/// <summary>The events that end an activity, and what they have in common.</summary>
internal static class ActivityEvents
{
    public static HistoryEvent Started(long scheduledEventId, ActivityState activity) => new()
    {
        EventType = EventType.ActivityTaskStarted,
        ActivityTaskStartedEventAttributes = new()
        {
            ScheduledEventId = scheduledEventId,
            Identity = activity.Identity,
            RequestId = activity.StartRequestId,
            Attempt = activity.Attempt,
            LastFailure = activity.LastFailure,
        },
    };

    public static HistoryEvent Completed(long scheduledEventId, Payloads? result, string identity) => new()
    {
        EventType = EventType.ActivityTaskCompleted,
        ActivityTaskCompletedEventAttributes = new() { ScheduledEventId = scheduledEventId, Result = result, Identity = identity },
    };

    public static HistoryEvent Failed(long scheduledEventId, Failure? failure, RetryState retryState, string identity, ActivityTaskFailedCause cause) => new()
    {
        EventType = EventType.ActivityTaskFailed,
        ActivityTaskFailedEventAttributes = new()
        {
            ScheduledEventId = scheduledEventId,
            Failure = failure,
            RetryState = retryState,
            Identity = identity,
            Cause = cause,
        },
    };

    public static HistoryEvent TimedOut(long scheduledEventId, Failure failure, RetryState retryState) => new()
    {
        EventType = EventType.ActivityTaskTimedOut,
        ActivityTaskTimedOutEventAttributes = new() { ScheduledEventId = scheduledEventId, Failure = failure, RetryState = retryState },
    };

    public static HistoryEvent Canceled(long scheduledEventId, long cancelRequestedEventId, Payloads? details, string identity) => new()
    {
        EventType = EventType.ActivityTaskCanceled,
        ActivityTaskCanceledEventAttributes = new()
        {
            ScheduledEventId = scheduledEventId,
            LatestCancelRequestedEventId = cancelRequestedEventId,
            Details = details,
            Identity = identity,
        },
    };

    /// <summary>The scheduled event of the activity that an event ends; zero when it ends none.</summary>
    public static long EndedActivity(HistoryEvent historyEvent) => historyEvent.EventType switch
    {
        EventType.ActivityTaskCompleted => historyEvent.ActivityTaskCompletedEventAttributes.ScheduledEventId,
        EventType.ActivityTaskFailed => historyEvent.ActivityTaskFailedEventAttributes.ScheduledEventId,
        EventType.ActivityTaskTimedOut => historyEvent.ActivityTaskTimedOutEventAttributes.ScheduledEventId,
        EventType.ActivityTaskCanceled => historyEvent.ActivityTaskCanceledEventAttributes.ScheduledEventId,
        _ => 0,
    };

    /// <summary>Tells an event that ends an activity which event began the last attempt.</summary>
    public static void SetStartedEventId(HistoryEvent ending, long startedEventId)
    {
        switch (ending.EventType)
        {
            case EventType.ActivityTaskCompleted:
                ending.ActivityTaskCompletedEventAttributes.StartedEventId = startedEventId;
                break;
            case EventType.ActivityTaskFailed:
                ending.ActivityTaskFailedEventAttributes.StartedEventId = startedEventId;
                break;
            case EventType.ActivityTaskTimedOut:
                ending.ActivityTaskTimedOutEventAttributes.StartedEventId = startedEventId;
                break;
            default:
                ending.ActivityTaskCanceledEventAttributes.StartedEventId = startedEventId;
                break;
        }
    }
}
