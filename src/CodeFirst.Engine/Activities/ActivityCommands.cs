using CodeFirst.Engine.Retries;
using CodeFirst.Engine.Tasks;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Activities;

/// <summary>The commands about activities. The table of their life is in ActivityTransitions.</summary>
internal static class ActivityCommands
{
    private const int MaximumPendingActivities = 2_000;

    // Workers see it as the reason of a cancellation that reached no attempt.
    private const string NotStartedDetails = "\"ACTIVITY_ID_NOT_STARTED\"";

    public static CommandFault? Schedule(CommandSequence sequence, Command command)
    {
        const WorkflowTaskFailedCause BadAttributes = WorkflowTaskFailedCause.BadScheduleActivityAttributes;
        var attributes = command.ScheduleActivityTaskCommandAttributes;
        var retryPolicy = RetryPolicies.WithDefaults(attributes?.RetryPolicy);
        var message = CommandLimits.CheckId("ActivityId", attributes?.ActivityId)
            ?? CommandLimits.CheckId("ActivityType", attributes?.ActivityType?.Name)
            ?? CommandLimits.CheckId("TaskQueue", attributes?.TaskQueue?.Name)
            ?? RetryPolicies.Validate(retryPolicy)
            ?? Priorities.FindFault(attributes?.Priority);
        if (message is not null)
        {
            return new CommandFault(BadAttributes, message);
        }

        var draft = sequence.Draft;
        if (!ActivityTimeouts.TryNormalize(attributes!, draft.State.RunTimeout.ToSpan(), out var timeouts))
        {
            return new CommandFault(
                BadAttributes,
                $"A valid StartToClose or ScheduleToCloseTimeout is not set on ScheduleActivityTaskCommand. ActivityId={attributes!.ActivityId} ActivityType={attributes.ActivityType.Name}");
        }

        if (draft.State.Activities.Count >= MaximumPendingActivities)
        {
            return new CommandFault(
                WorkflowTaskFailedCause.PendingActivitiesLimitExceeded,
                $"the number of pending activities, {draft.State.Activities.Count}, has reached the limit of {MaximumPendingActivities}");
        }

        if (!sequence.ActivityIds.Add(attributes!.ActivityId))
        {
            return new CommandFault(WorkflowTaskFailedCause.ScheduleActivityDuplicateId, $"An activity with the id '{attributes.ActivityId}' is pending already.");
        }

        var scheduled = new ActivityTaskScheduledEventAttributes
        {
            ActivityId = attributes.ActivityId,
            ActivityType = attributes.ActivityType,
            TaskQueue = attributes.TaskQueue,
            Header = attributes.Header,
            Input = attributes.Input,
            ScheduleToCloseTimeout = Duration.FromTimeSpan(timeouts.ScheduleToClose),
            ScheduleToStartTimeout = Duration.FromTimeSpan(timeouts.ScheduleToStart),
            StartToCloseTimeout = Duration.FromTimeSpan(timeouts.StartToClose),
            HeartbeatTimeout = Duration.FromTimeSpan(timeouts.Heartbeat),
            WorkflowTaskCompletedEventId = sequence.CompletedEventId,
            RetryPolicy = retryPolicy,
            Priority = attributes.Priority,
        };
        var scheduledEvent = sequence.Write(
            new HistoryEvent { EventType = EventType.ActivityTaskScheduled, ActivityTaskScheduledEventAttributes = scheduled },
            command);
        draft.State.Activities[scheduledEvent.EventId] = ActivityState.FirstAttempt(scheduled, draft.Timestamp);
        return null;
    }

    public static CommandFault? RequestCancel(CommandSequence sequence, Command command)
    {
        const WorkflowTaskFailedCause BadAttributes = WorkflowTaskFailedCause.BadRequestCancelActivityAttributes;
        var scheduledEventId = command.RequestCancelActivityTaskCommandAttributes?.ScheduledEventId ?? 0;
        var state = sequence.Draft.State;
        var isPending = state.Activities.TryGetValue(scheduledEventId, out var pending);

        // An activity whose end is buffered is still pending for the worker.
        if (!isPending && !state.BufferedEvents.Any(buffered => ActivityEvents.EndedActivity(buffered) == scheduledEventId))
        {
            return new CommandFault(BadAttributes, $"No activity scheduled by event {scheduledEventId} is pending.");
        }

        if (pending is { CancelRequested: true })
        {
            return new CommandFault(BadAttributes, $"The cancellation of the activity scheduled by event {scheduledEventId} is requested already.");
        }

        var requested = sequence.Write(
            new HistoryEvent
            {
                EventType = EventType.ActivityTaskCancelRequested,
                ActivityTaskCancelRequestedEventAttributes = new()
                {
                    ScheduledEventId = scheduledEventId,
                    WorkflowTaskCompletedEventId = sequence.CompletedEventId,
                },
            },
            command);
        if (pending is { StartedTime: null })
        {
            state.Activities.Remove(scheduledEventId);
            sequence.ActivityIds.Remove(pending.Scheduled.ActivityId);
            var canceled = ActivityEvents.Canceled(scheduledEventId, requested.EventId, NotStarted(), sequence.Identity);
            canceled.EventTime = sequence.Draft.Timestamp;
            sequence.AddCanceledActivity(canceled);
        }
        else if (pending is not null)
        {
            var activity = pending.Fork();
            activity.CancelRequested = true;
            activity.CancelRequestedEventId = requested.EventId;
            state.Activities[scheduledEventId] = activity;
        }

        return null;
    }

    private static Payloads NotStarted() => new()
    {
        Payloads_ =
        {
            new Payload
            {
                Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") },
                Data = ByteString.CopyFromUtf8(NotStartedDetails),
            },
        },
    };
}
