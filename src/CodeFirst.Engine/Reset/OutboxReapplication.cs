using CodeFirst.Engine.Children;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;

namespace CodeFirst.Engine.Reset;

// What the run heard of others after the point of its reset, by the event that asked for it:
//
//   of a child initiated before the point     its start, the failure of its start and its end come again: it is not started a second time
//   of a signal or cancellation sent before   its outcome comes again: it is not sent a second time
//   of what the run asked for after           does not: the new run asks again
//
// What the run never heard is heard by the new run, which waits for it.

/// <summary>Applies again what children and other runs did.</summary>
internal static class OutboxReapplication
{
    /// <summary>The event that asked for what happened; zero when it is nothing that another run did.</summary>
    public static long InitiatedEventId(HistoryEvent happened) => happened.EventType switch
    {
        EventType.ChildWorkflowExecutionStarted => happened.ChildWorkflowExecutionStartedEventAttributes.InitiatedEventId,
        EventType.StartChildWorkflowExecutionFailed => happened.StartChildWorkflowExecutionFailedEventAttributes.InitiatedEventId,
        EventType.ExternalWorkflowExecutionSignaled => happened.ExternalWorkflowExecutionSignaledEventAttributes.InitiatedEventId,
        EventType.SignalExternalWorkflowExecutionFailed => happened.SignalExternalWorkflowExecutionFailedEventAttributes.InitiatedEventId,
        EventType.ExternalWorkflowExecutionCancelRequested => happened.ExternalWorkflowExecutionCancelRequestedEventAttributes.InitiatedEventId,
        EventType.RequestCancelExternalWorkflowExecutionFailed => happened.RequestCancelExternalWorkflowExecutionFailedEventAttributes.InitiatedEventId,
        _ => ChildEvents.EndedChild(happened),
    };

    /// <summary>Records what happened, if the run waits for it.</summary>
    public static void Apply(RunDraft draft, HistoryEvent happened)
    {
        var state = draft.State;
        var initiatedEventId = InitiatedEventId(happened);
        var isEnd = ChildEvents.EndedChild(happened) > 0;
        if (isEnd ? !state.Children.ContainsKey(initiatedEventId) : !state.Outbox.ContainsKey(initiatedEventId))
        {
            return;
        }

        var again = happened.Clone();
        if (isEnd)
        {
            ChildEvents.SetStartedEventId(again, state.Children[initiatedEventId].StartedEventId);
        }

        OutboxReplay.Apply(state, draft.Record(again));
    }
}
