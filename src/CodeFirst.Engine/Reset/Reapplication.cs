using CodeFirst.Engine.Signals;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.Reset;

// What happened after the point of a reset, in the new run:
//
//   signal                            comes again, once for each request id, unless the request excludes signals
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
        return happened.EventType == EventType.WorkflowExecutionSignaled;
    }

    internal static void Apply(RunDraft draft, ResetRun command)
    {
        var takesSignals = !Excludes(command.Request, ResetReapplyExcludeType.Signal);
        foreach (var happened in command.Later)
        {
            if (takesSignals
                && happened.WorkflowExecutionSignaledEventAttributes is { } signal
                && !draft.State.SignalRequestIds.ContainsKey(signal.RequestId))
            {
                SignalTransitions.Record(draft, happened.Clone());
            }
        }

        foreach (var operation in command.Request.PostResetOperations)
        {
            var signal = operation.SignalWorkflow;
            SignalTransitions.Record(draft, new InitialSignal(signal.SignalName, signal.Input, signal.Header, command.Request.Identity, string.Empty));
        }
    }

    private static bool Excludes(ResetWorkflowExecutionRequest request, ResetReapplyExcludeType type) =>
        request.ResetReapplyExcludeTypes.Contains(type)
        || request.ResetReapplyType == ResetReapplyType.None
        || (request.ResetReapplyType == ResetReapplyType.Signal && type != ResetReapplyExcludeType.Signal);
}
