using CodeFirst.Engine.Signals;
using CodeFirst.Engine.Updates;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.Update.V1;
using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.Reset;

// What happened after the point of a reset, in the new run:
//
//   signal                            comes again, once for each request id, unless the request excludes signals
//   admitted or accepted update       is admitted again, by an event, once for each update id, unless the request excludes updates
//   news of other runs                comes again, where the new run waits for it; see OutboxReapplication
//   cancellation, termination         does not
//   what the workflow did itself      does not: it does it again
//
// Signals that the request itself brings follow.

/// <summary>The events that a reset applies to the new run again.</summary>
public static class Reapplication
{
    /// <summary>Whether an event may have to be applied again; whoever reads a long history need not keep the others.</summary>
    public static bool Concerns(HistoryEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return happened.EventType
            is EventType.WorkflowExecutionSignaled
            or EventType.WorkflowExecutionUpdateAdmitted
            or EventType.WorkflowExecutionUpdateAccepted
            || OutboxReapplication.InitiatedEventId(happened) > 0;
    }

    internal static void Apply(RunDraft draft, ResetRun command)
    {
        var takesSignals = !Excludes(command.Request, ResetReapplyExcludeType.Signal);
        var takesUpdates = !Excludes(command.Request, ResetReapplyExcludeType.Update);
        foreach (var happened in command.Later.Concat(command.Continued))
        {
            OutboxReapplication.Apply(draft, happened);
        }

        foreach (var happened in command.Later.Concat(command.Continued))
        {
            if (takesSignals && happened.WorkflowExecutionSignaledEventAttributes is { } signal)
            {
                ApplySignal(draft, happened, signal.RequestId);
            }
            else if (takesUpdates && FindUpdate(happened) is { } update)
            {
                UpdateTransitions.Reapply(draft, update);
            }
        }

        foreach (var operation in command.Request.PostResetOperations)
        {
            var signal = operation.SignalWorkflow;
            SignalTransitions.Record(draft, new InitialSignal(signal.SignalName, signal.Input, signal.Header, command.Request.Identity, string.Empty));
        }
    }

    private static void ApplySignal(RunDraft draft, HistoryEvent signaled, string requestId)
    {
        if (!draft.State.HasReceivedSignal(requestId))
        {
            SignalTransitions.Record(draft, signaled.Clone());
        }
    }

    // An acceptance without the request follows an admission that has it.
    private static Request? FindUpdate(HistoryEvent happened) =>
        happened.WorkflowExecutionUpdateAdmittedEventAttributes?.Request ?? happened.WorkflowExecutionUpdateAcceptedEventAttributes?.AcceptedRequest;

    private static bool Excludes(ResetWorkflowExecutionRequest request, ResetReapplyExcludeType type) =>
        request.ResetReapplyExcludeTypes.Contains(type)
        || request.ResetReapplyType == ResetReapplyType.None
        || (request.ResetReapplyType == ResetReapplyType.Signal && type != ResetReapplyExcludeType.Signal);
}
