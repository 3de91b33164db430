using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Failure.V1;
using CodeFirst.Protocol.History.V1;

namespace CodeFirst.Sdk.Runtime;

/// <summary>Resolves activities by the events that close them.</summary>
internal static class ActivityEvents
{
    public static void Resolve(WorkflowContext context, HistoryEvent historyEvent)
    {
        switch (historyEvent.EventType)
        {
            case EventType.ActivityTaskCompleted:
                var completed = historyEvent.ActivityTaskCompletedEventAttributes;
                if (context.Operations.TakeActivity(completed.ScheduledEventId) is { } activity)
                {
                    activity.Complete(completed.Result);
                }

                break;
            case EventType.ActivityTaskFailed:
                var failed = historyEvent.ActivityTaskFailedEventAttributes;
                Fail(context, failed.ScheduledEventId, failed.StartedEventId, failed.Identity, failed.RetryState, failed.Failure);
                break;
            case EventType.ActivityTaskTimedOut:
                var timedOut = historyEvent.ActivityTaskTimedOutEventAttributes;
                Fail(context, timedOut.ScheduledEventId, timedOut.StartedEventId, identity: "", timedOut.RetryState, timedOut.Failure);
                break;
            case EventType.ActivityTaskCanceled:
                var canceled = historyEvent.ActivityTaskCanceledEventAttributes;
                if (context.Operations.TakeActivity(canceled.ScheduledEventId) is { } stopped)
                {
                    stopped.Fail(stopped.NewCanceled(new FailureDetails(canceled.Details, context.DataConverter.PayloadConverter)));
                }

                break;
        }
    }

    private static void Fail(WorkflowContext context, long scheduledEventId, long startedEventId, string identity, RetryState retryState, Failure? failure)
    {
        if (context.Operations.TakeActivity(scheduledEventId) is not { } activity)
        {
            return;
        }

        var cause = failure is null ? null : context.DataConverter.FailureConverter.ToException(failure, context.DataConverter.PayloadConverter);
        activity.Fail(new ActivityFailureException($"Activity '{activity.ActivityType}' failed: {cause?.Message ?? retryState.ToString()}", cause)
        {
            ActivityType = activity.ActivityType,
            ActivityId = activity.ActivityId,
            Identity = identity,
            RetryState = retryState,
            ScheduledEventId = scheduledEventId,
            StartedEventId = startedEventId,
        });
    }
}
