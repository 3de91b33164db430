using CodeFirst.Engine.Externals;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;

namespace CodeFirst.Engine.Signals;

// A signal to a run:
//
//   request id seen before         succeeds without a trace, also on a closed run
//   closed                         refused
//   of a workflow, for its child   refused where the run is not its child
//   closing, its task started      held off: the task in flight retries to close the run
//   limit reached                  refused
//   otherwise                      WorkflowExecutionSignaled; a start delay or backoff goes on, except that a signal-with-start
//                                  ends it, unless it waits for the time of a cron schedule

/// <summary>Signals.</summary>
internal static class SignalTransitions
{
    private const int MaximumSignals = 10_000;

    public static Transition Signal(RunState state, SignalRun command, DateTimeOffset now)
    {
        var request = command.Request;
        if (state.HasReceivedSignal(request.RequestId))
        {
            return Transition.Unchanged(state);
        }

        if (!state.IsRunning)
        {
            return Transition.Refused(state, Refusals.RunClosed);
        }

        if (!ExternalCaller.MayCall(command.Caller, state))
        {
            return Transition.Refused(state, Refusals.NotTheParent);
        }

        if (state.WorkflowTask is { ClosesRun: true, StartedEventId: > 0 })
        {
            return Transition.Refused(state, Refusals.RunClosing);
        }

        if (state.SignalCount >= MaximumSignals)
        {
            return Transition.Refused(state, Refusals.InvalidArgument("exceeded workflow execution limit for signal events"));
        }

        var draft = new RunDraft(state, now);
        if (command.EndsBackoff && state.RetryableStart is not { CronSchedule.Length: > 0 })
        {
            draft.State.WorkflowTaskBackoffUntil = null;
        }

        Record(draft, new InitialSignal(request.SignalName, request.Input, request.Header, request.Identity, request.RequestId, command.Caller?.Execution));
        return draft.Commit();
    }

    /// <summary>Records a signal and its request id.</summary>
    public static void Record(RunDraft draft, InitialSignal signal) => Record(
        draft,
        new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionSignaled,
            WorkflowExecutionSignaledEventAttributes = new()
            {
                SignalName = signal.Name,
                Input = signal.Input,
                Header = signal.Header,
                Identity = signal.Identity,
                RequestId = signal.RequestId,
                ExternalWorkflowExecution = signal.Sender,
            },
        });

    /// <summary>Records the event of a signal.</summary>
    public static void Record(RunDraft draft, HistoryEvent signaled)
    {
        draft.Record(signaled);
        draft.State.SignalCount++;
        draft.State.AddReceivedSignal(signaled.WorkflowExecutionSignaledEventAttributes.RequestId);
    }
}
