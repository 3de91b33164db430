using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;

namespace CodeFirst.Engine.Children;

/// <summary>The events by which a parent hears of a child.</summary>
internal static class ChildEvents
{
    public static HistoryEvent Started(long initiatedEventId, StartChildWorkflowExecutionInitiatedEventAttributes initiated, string runId) => new()
    {
        EventType = EventType.ChildWorkflowExecutionStarted,
        ChildWorkflowExecutionStartedEventAttributes = new()
        {
            Namespace = initiated.Namespace,
            NamespaceId = initiated.NamespaceId,
            InitiatedEventId = initiatedEventId,
            WorkflowExecution = new WorkflowExecution { WorkflowId = initiated.WorkflowId, RunId = runId },
            WorkflowType = initiated.WorkflowType,
            Header = initiated.Header,
        },
    };

    public static HistoryEvent StartFailed(
        long initiatedEventId,
        StartChildWorkflowExecutionInitiatedEventAttributes initiated,
        StartChildWorkflowExecutionFailedCause cause) => new()
    {
        EventType = EventType.StartChildWorkflowExecutionFailed,
        StartChildWorkflowExecutionFailedEventAttributes = new()
        {
            Namespace = initiated.Namespace,
            NamespaceId = initiated.NamespaceId,
            WorkflowId = initiated.WorkflowId,
            WorkflowType = initiated.WorkflowType,
            Cause = cause,
            InitiatedEventId = initiatedEventId,
            WorkflowTaskCompletedEventId = initiated.WorkflowTaskCompletedEventId,
        },
    };

    /// <summary>What the close of a child is in its parent's history.</summary>
    public static HistoryEvent Closed(RecordChildClosed child, string namespaceId, long startedEventId) => child.Closing.EventType switch
    {
        EventType.WorkflowExecutionCompleted => Completed(child, namespaceId, startedEventId),
        EventType.WorkflowExecutionFailed => Failed(child, namespaceId, startedEventId),
        EventType.WorkflowExecutionCanceled => Canceled(child, namespaceId, startedEventId),
        EventType.WorkflowExecutionTimedOut => TimedOut(child, namespaceId, startedEventId),
        _ => Terminated(child, namespaceId, startedEventId),
    };

    /// <summary>The initiated event of the child that an event ends; zero when it ends none.</summary>
    public static long EndedChild(HistoryEvent historyEvent) => historyEvent.EventType switch
    {
        EventType.ChildWorkflowExecutionCompleted => historyEvent.ChildWorkflowExecutionCompletedEventAttributes.InitiatedEventId,
        EventType.ChildWorkflowExecutionFailed => historyEvent.ChildWorkflowExecutionFailedEventAttributes.InitiatedEventId,
        EventType.ChildWorkflowExecutionCanceled => historyEvent.ChildWorkflowExecutionCanceledEventAttributes.InitiatedEventId,
        EventType.ChildWorkflowExecutionTimedOut => historyEvent.ChildWorkflowExecutionTimedOutEventAttributes.InitiatedEventId,
        EventType.ChildWorkflowExecutionTerminated => historyEvent.ChildWorkflowExecutionTerminatedEventAttributes.InitiatedEventId,
        _ => 0,
    };

    /// <summary>Tells an event that ends a child which event recorded its start.</summary>
    public static void SetStartedEventId(HistoryEvent ending, long startedEventId)
    {
        switch (ending.EventType)
        {
            case EventType.ChildWorkflowExecutionCompleted:
                ending.ChildWorkflowExecutionCompletedEventAttributes.StartedEventId = startedEventId;
                break;
            case EventType.ChildWorkflowExecutionFailed:
                ending.ChildWorkflowExecutionFailedEventAttributes.StartedEventId = startedEventId;
                break;
            case EventType.ChildWorkflowExecutionCanceled:
                ending.ChildWorkflowExecutionCanceledEventAttributes.StartedEventId = startedEventId;
                break;
            case EventType.ChildWorkflowExecutionTimedOut:
                ending.ChildWorkflowExecutionTimedOutEventAttributes.StartedEventId = startedEventId;
                break;
            default:
                ending.ChildWorkflowExecutionTerminatedEventAttributes.StartedEventId = startedEventId;
                break;
        }
    }

    private static HistoryEvent Completed(RecordChildClosed child, string namespaceId, long startedEventId) => new()
    {
        EventType = EventType.ChildWorkflowExecutionCompleted,
        ChildWorkflowExecutionCompletedEventAttributes = new()
        {
            Result = child.Closing.WorkflowExecutionCompletedEventAttributes.Result,
            Namespace = child.Namespace,
            NamespaceId = namespaceId,
            WorkflowExecution = child.Execution,
            WorkflowType = new WorkflowType { Name = child.WorkflowType },
            InitiatedEventId = child.InitiatedEventId,
            StartedEventId = startedEventId,
        },
    };

    private static HistoryEvent Failed(RecordChildClosed child, string namespaceId, long startedEventId) => new()
    {
        EventType = EventType.ChildWorkflowExecutionFailed,
        ChildWorkflowExecutionFailedEventAttributes = new()
        {
            Failure = child.Closing.WorkflowExecutionFailedEventAttributes.Failure,
            Namespace = child.Namespace,
            NamespaceId = namespaceId,
            WorkflowExecution = child.Execution,
            WorkflowType = new WorkflowType { Name = child.WorkflowType },
            InitiatedEventId = child.InitiatedEventId,
            StartedEventId = startedEventId,
            RetryState = child.Closing.WorkflowExecutionFailedEventAttributes.RetryState,
        },
    };

    private static HistoryEvent Canceled(RecordChildClosed child, string namespaceId, long startedEventId) => new()
    {
        EventType = EventType.ChildWorkflowExecutionCanceled,
        ChildWorkflowExecutionCanceledEventAttributes = new()
        {
            Details = child.Closing.WorkflowExecutionCanceledEventAttributes.Details,
            Namespace = child.Namespace,
            NamespaceId = namespaceId,
            WorkflowExecution = child.Execution,
            WorkflowType = new WorkflowType { Name = child.WorkflowType },
            InitiatedEventId = child.InitiatedEventId,
            StartedEventId = startedEventId,
        },
    };

    private static HistoryEvent TimedOut(RecordChildClosed child, string namespaceId, long startedEventId) => new()
    {
        EventType = EventType.ChildWorkflowExecutionTimedOut,
        ChildWorkflowExecutionTimedOutEventAttributes = new()
        {
            Namespace = child.Namespace,
            NamespaceId = namespaceId,
            WorkflowExecution = child.Execution,
            WorkflowType = new WorkflowType { Name = child.WorkflowType },
            InitiatedEventId = child.InitiatedEventId,
            StartedEventId = startedEventId,
            RetryState = child.Closing.WorkflowExecutionTimedOutEventAttributes.RetryState,
        },
    };

    private static HistoryEvent Terminated(RecordChildClosed child, string namespaceId, long startedEventId) => new()
    {
        EventType = EventType.ChildWorkflowExecutionTerminated,
        ChildWorkflowExecutionTerminatedEventAttributes = new()
        {
            Namespace = child.Namespace,
            NamespaceId = namespaceId,
            WorkflowExecution = child.Execution,
            WorkflowType = new WorkflowType { Name = child.WorkflowType },
            InitiatedEventId = child.InitiatedEventId,
            StartedEventId = startedEventId,
        },
    };
}
