using CodeFirst.Engine.Execution;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.TaskQueue.V1;

namespace CodeFirst.Engine.WorkflowTasks;

/// <summary>
/// The events that begin a workflow task. They follow from the state alone, so that those of a transient attempt are the same in every poll response
/// and, once it completes, in history.
/// </summary>
internal static class WorkflowTaskEvents
{
    private const long SuggestedEventCount = 4_096;
    private const long SuggestedSizeBytes = 4 * 1024 * 1024;

    public static HistoryEvent Scheduled(RunState state, WorkflowTaskState task) => new()
    {
        EventType = EventType.WorkflowTaskScheduled,
        WorkflowTaskScheduledEventAttributes = new()
        {
            TaskQueue = Queue(state, task),
            StartToCloseTimeout = task.StartToCloseTimeout,
            Attempt = task.Attempt,
        },
    };

    public static HistoryEvent Started(RunState state, WorkflowTaskState task)
    {
        var attributes = new WorkflowTaskStartedEventAttributes
        {
            ScheduledEventId = task.ScheduledEventId,
            Identity = task.Identity,
            RequestId = task.RequestId,
            HistorySizeBytes = state.HistorySizeBytes,
        };
        if (state.HistorySizeBytes >= SuggestedSizeBytes)
        {
            attributes.SuggestContinueAsNewReasons.Add(SuggestContinueAsNewReason.HistorySizeTooLarge);
        }

        if (task.ScheduledEventId >= SuggestedEventCount)
        {
            attributes.SuggestContinueAsNewReasons.Add(SuggestContinueAsNewReason.TooManyHistoryEvents);
        }

        if (task.NearsUpdateLimit)
        {
            attributes.SuggestContinueAsNewReasons.Add(SuggestContinueAsNewReason.TooManyUpdates);
        }

        attributes.SuggestContinueAsNew = attributes.SuggestContinueAsNewReasons.Count > 0;
        return new HistoryEvent { EventType = EventType.WorkflowTaskStarted, WorkflowTaskStartedEventAttributes = attributes };
    }

    private static TaskQueue Queue(RunState state, WorkflowTaskState task) => task.IsSticky
        ? new TaskQueue { Name = task.TaskQueue, Kind = TaskQueueKind.Sticky, NormalName = state.TaskQueue }
        : RunStart.NormalQueue(task.TaskQueue);
}
