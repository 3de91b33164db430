using CodeFirst.Engine.Children;
using CodeFirst.Engine.Outbox;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;

namespace CodeFirst.Engine.Reset;

/// <summary>Rebuilds the children of a run and its messages to others from its history.</summary>
internal static class OutboxReplay
{
    public static void Apply(RunState state, HistoryEvent happened)
    {
        switch (happened.EventType)
        {
            case EventType.StartChildWorkflowExecutionInitiated:
                var initiated = happened.StartChildWorkflowExecutionInitiatedEventAttributes;
                state.Children[happened.EventId] = ChildTransitions.Initiated(initiated);
                Add(state, happened, new OutboxMessage { StartChild = new ChildStart { Attributes = initiated, UserMetadata = happened.UserMetadata } });
                break;
            case EventType.ChildWorkflowExecutionStarted:
                var started = happened.ChildWorkflowExecutionStartedEventAttributes;
                state.Outbox.Remove(started.InitiatedEventId);
                state.Children[started.InitiatedEventId].RunId = started.WorkflowExecution.RunId;
                state.Children[started.InitiatedEventId].StartedEventId = happened.EventId;
                break;
            case EventType.StartChildWorkflowExecutionFailed:
                state.Outbox.Remove(happened.StartChildWorkflowExecutionFailedEventAttributes.InitiatedEventId);
                state.Children.Remove(happened.StartChildWorkflowExecutionFailedEventAttributes.InitiatedEventId);
                break;
            case EventType.SignalExternalWorkflowExecutionInitiated:
                Add(state, happened, new OutboxMessage { Signal = happened.SignalExternalWorkflowExecutionInitiatedEventAttributes });
                break;
            case EventType.ExternalWorkflowExecutionSignaled:
                state.Outbox.Remove(happened.ExternalWorkflowExecutionSignaledEventAttributes.InitiatedEventId);
                break;
            case EventType.SignalExternalWorkflowExecutionFailed:
                state.Outbox.Remove(happened.SignalExternalWorkflowExecutionFailedEventAttributes.InitiatedEventId);
                break;
            case EventType.RequestCancelExternalWorkflowExecutionInitiated:
                Add(state, happened, new OutboxMessage { Cancel = happened.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes });
                break;
            case EventType.ExternalWorkflowExecutionCancelRequested:
                state.Outbox.Remove(happened.ExternalWorkflowExecutionCancelRequestedEventAttributes.InitiatedEventId);
                break;
            case EventType.RequestCancelExternalWorkflowExecutionFailed:
                state.Outbox.Remove(happened.RequestCancelExternalWorkflowExecutionFailedEventAttributes.InitiatedEventId);
                break;
            default:
                state.Children.Remove(ChildEvents.EndedChild(happened));
                break;
        }
    }

    private static void Add(RunState state, HistoryEvent initiated, OutboxMessage message) =>
        OutboxTransitions.Add(state, initiated.EventId, message, initiated.EventTime);
}
