using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;

namespace CodeFirst.Engine.Execution;

// Pausing a run:
//
//   from      by                                to
//   running   pause                             paused; a started workflow task may still complete
//   running   pause, request id seen before     unchanged
//   running   unpause                           refused, except by the request that ended the last pause
//   paused    pause                             unchanged
//   paused    unpause                           running, with a workflow task for everything that came meanwhile
//   paused    signal, cancel request, time      paused; recorded, and told when the pause is over
//   paused    update, query                     refused
//   paused    terminate, run timeout            closed
//
// While a run is paused no workflow task is made or given to a worker. Activities go on.

/// <summary>Pausing and unpausing runs.</summary>
internal static class PauseTransitions
{
    public static Transition Pause(RunState state, PauseRun command, DateTimeOffset now)
    {
        var request = command.Request;
        if (state.IsPaused || (request.RequestId.Length > 0 && state.Pause?.RequestId == request.RequestId))
        {
            return Transition.Unchanged(state);
        }

        var draft = new RunDraft(state, now);
        if (state.WorkflowTask is { IsTransient: true, StartedEventId: 0 })
        {
            // It exists only at the end of history, where the pause is now; the end of the pause makes another.
            draft.State.WorkflowTask = null;
        }

        var paused = new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionPaused,
            WorkflowExecutionPausedEventAttributes = new() { Identity = request.Identity, Reason = request.Reason, RequestId = request.RequestId },
        };
        Apply(draft.State, draft.Note(paused));
        return draft.Commit();
    }

    public static Transition Unpause(RunState state, UnpauseRun command, DateTimeOffset now)
    {
        var request = command.Request;
        if (!state.IsPaused)
        {
            return request.RequestId.Length > 0 && state.Pause?.EndingRequestId == request.RequestId
                ? Transition.Unchanged(state)
                : Transition.Refused(state, Refusals.FailedPrecondition("workflow is not paused."));
        }

        var draft = new RunDraft(state, now);
        var unpaused = new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionUnpaused,
            WorkflowExecutionUnpausedEventAttributes = new() { Identity = request.Identity, Reason = request.Reason, RequestId = request.RequestId },
        };
        Apply(draft.State, draft.Record(unpaused));
        return draft.Commit();
    }

    /// <summary>What an event says of the pause.</summary>
    public static void Apply(RunState state, HistoryEvent happened)
    {
        if (happened.WorkflowExecutionPausedEventAttributes is { } paused)
        {
            state.Status = WorkflowExecutionStatus.Paused;
            state.Pause = new PauseState { Identity = paused.Identity, Reason = paused.Reason, RequestId = paused.RequestId, PausedTime = happened.EventTime };
        }
        else
        {
            state.Status = WorkflowExecutionStatus.Running;
            state.Pause = new PauseState { RequestId = state.Pause.RequestId, EndingRequestId = happened.WorkflowExecutionUnpausedEventAttributes.RequestId };
        }
    }
}
