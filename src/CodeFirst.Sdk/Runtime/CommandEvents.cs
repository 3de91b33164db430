using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;

namespace CodeFirst.Sdk.Runtime;

/// <summary>Which events are the records of which commands.</summary>
internal static class CommandEvents
{
    /// <summary>Whether an event records a command, of this library or of another.</summary>
    public static bool IsCommandEvent(EventType type) => type
        is EventType.ActivityTaskScheduled
        or EventType.ActivityTaskCancelRequested
        or EventType.TimerStarted
        or EventType.TimerCanceled
        or EventType.WorkflowExecutionCompleted
        or EventType.WorkflowExecutionFailed
        or EventType.WorkflowExecutionCanceled
        or EventType.WorkflowExecutionContinuedAsNew
        or EventType.MarkerRecorded
        or EventType.StartChildWorkflowExecutionInitiated
        or EventType.RequestCancelExternalWorkflowExecutionInitiated
        or EventType.SignalExternalWorkflowExecutionInitiated
        or EventType.UpsertWorkflowSearchAttributes
        or EventType.WorkflowPropertiesModified
        or EventType.NexusOperationScheduled
        or EventType.NexusOperationCancelRequested;

    /// <summary>Whether an event can be the record of a command. What replay does not depend on, such as durations and inputs, may differ.</summary>
    public static bool Match(Command command, HistoryEvent historyEvent) => (command.CommandType, historyEvent.EventType) switch
    {
        (CommandType.ScheduleActivityTask, EventType.ActivityTaskScheduled) => MatchActivity(
            command.ScheduleActivityTaskCommandAttributes, historyEvent.ActivityTaskScheduledEventAttributes),
        (CommandType.RequestCancelActivityTask, EventType.ActivityTaskCancelRequested) =>
            command.RequestCancelActivityTaskCommandAttributes.ScheduledEventId == historyEvent.ActivityTaskCancelRequestedEventAttributes.ScheduledEventId,
        (CommandType.StartTimer, EventType.TimerStarted) =>
            command.StartTimerCommandAttributes.TimerId == historyEvent.TimerStartedEventAttributes.TimerId,
        (CommandType.CancelTimer, EventType.TimerCanceled) =>
            command.CancelTimerCommandAttributes.TimerId == historyEvent.TimerCanceledEventAttributes.TimerId,
        (CommandType.CompleteWorkflowExecution, EventType.WorkflowExecutionCompleted) => true,
        (CommandType.FailWorkflowExecution, EventType.WorkflowExecutionFailed) => true,
        (CommandType.CancelWorkflowExecution, EventType.WorkflowExecutionCanceled) => true,
        (CommandType.ContinueAsNewWorkflowExecution, EventType.WorkflowExecutionContinuedAsNew) => true,
        _ => false,
    };

    public static string Describe(Command command) => command.CommandType switch
    {
        CommandType.ScheduleActivityTask => DescribeActivity(
            command.CommandType, command.ScheduleActivityTaskCommandAttributes.ActivityType.Name, command.ScheduleActivityTaskCommandAttributes.ActivityId),
        CommandType.RequestCancelActivityTask => $"{command.CommandType} (scheduled by event {command.RequestCancelActivityTaskCommandAttributes.ScheduledEventId})",
        CommandType.StartTimer => $"{command.CommandType} (timer id {command.StartTimerCommandAttributes.TimerId})",
        CommandType.CancelTimer => $"{command.CommandType} (timer id {command.CancelTimerCommandAttributes.TimerId})",
        _ => command.CommandType.ToString(),
    };

    public static string Describe(HistoryEvent historyEvent) => historyEvent.EventType switch
    {
        EventType.ActivityTaskScheduled => DescribeActivity(
            historyEvent.EventType, historyEvent.ActivityTaskScheduledEventAttributes.ActivityType?.Name, historyEvent.ActivityTaskScheduledEventAttributes.ActivityId),
        EventType.ActivityTaskCancelRequested => $"{historyEvent.EventType} (scheduled by event {historyEvent.ActivityTaskCancelRequestedEventAttributes.ScheduledEventId})",
        EventType.TimerStarted => $"{historyEvent.EventType} (timer id {historyEvent.TimerStartedEventAttributes.TimerId})",
        EventType.TimerCanceled => $"{historyEvent.EventType} (timer id {historyEvent.TimerCanceledEventAttributes.TimerId})",
        _ => historyEvent.EventType.ToString(),
    };

    private static bool MatchActivity(ScheduleActivityTaskCommandAttributes command, ActivityTaskScheduledEventAttributes recorded) =>
        command.ActivityId == recorded.ActivityId && command.ActivityType.Name == recorded.ActivityType?.Name;

    private static string DescribeActivity(Enum kind, string? type, string id) => $"{kind} (activity type '{type}', activity id {id})";
}
