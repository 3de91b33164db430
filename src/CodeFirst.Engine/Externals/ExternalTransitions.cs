using CodeFirst.Engine.Outbox;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;

namespace CodeFirst.Engine.Externals;

/// <summary>Records what became of a signal to another run and of a request to cancel one. The table is in ExternalCommands.</summary>
internal static class ExternalTransitions
{
    public static void RecordSignal(RunDraft draft, long id, SignalExternalWorkflowExecutionInitiatedEventAttributes initiated, DeliveryResult result) =>
        draft.Record(result == DeliveryResult.Delivered
            ? new HistoryEvent
            {
                EventType = EventType.ExternalWorkflowExecutionSignaled,
                ExternalWorkflowExecutionSignaledEventAttributes = new()
                {
                    InitiatedEventId = id,
                    Namespace = initiated.Namespace,
                    NamespaceId = initiated.NamespaceId,
                    WorkflowExecution = initiated.WorkflowExecution,
                },
            }
            : new HistoryEvent
            {
                EventType = EventType.SignalExternalWorkflowExecutionFailed,
                SignalExternalWorkflowExecutionFailedEventAttributes = new()
                {
                    Cause = result switch
                    {
                        DeliveryResult.NamespaceNotFound => SignalExternalWorkflowExecutionFailedCause.NamespaceNotFound,
                        DeliveryResult.LimitReached => SignalExternalWorkflowExecutionFailedCause.SignalCountLimitExceeded,
                        _ => SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound,
                    },
                    WorkflowTaskCompletedEventId = initiated.WorkflowTaskCompletedEventId,
                    Namespace = initiated.Namespace,
                    NamespaceId = initiated.NamespaceId,
                    WorkflowExecution = initiated.WorkflowExecution,
                    InitiatedEventId = id,
                },
            });

    public static void RecordCancel(RunDraft draft, long id, RequestCancelExternalWorkflowExecutionInitiatedEventAttributes initiated, DeliveryResult result) =>
        draft.Record(result == DeliveryResult.Delivered
            ? new HistoryEvent
            {
                EventType = EventType.ExternalWorkflowExecutionCancelRequested,
                ExternalWorkflowExecutionCancelRequestedEventAttributes = new()
                {
                    InitiatedEventId = id,
                    Namespace = initiated.Namespace,
                    NamespaceId = initiated.NamespaceId,
                    WorkflowExecution = initiated.WorkflowExecution,
                },
            }
            : new HistoryEvent
            {
                EventType = EventType.RequestCancelExternalWorkflowExecutionFailed,
                RequestCancelExternalWorkflowExecutionFailedEventAttributes = new()
                {
                    Cause = result == DeliveryResult.NamespaceNotFound
                        ? CancelExternalWorkflowExecutionFailedCause.NamespaceNotFound
                        : CancelExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound,
                    WorkflowTaskCompletedEventId = initiated.WorkflowTaskCompletedEventId,
                    Namespace = initiated.Namespace,
                    NamespaceId = initiated.NamespaceId,
                    WorkflowExecution = initiated.WorkflowExecution,
                    InitiatedEventId = id,
                },
            });
}
