using CodeFirst.Engine.Updates;
using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.WorkflowTasks;

// The life of a workflow task that is made for updates alone, so that a rejected update leaves no trace:
//
//   from        by                                                   to
//   none        update in memory, no other task                      scheduled, in memory
//   scheduled   poll                                                 started, in memory
//   any         anything durable, or five seconds of its updates     an ordinary task in the same state, its events written before all others
//   started     completion that only rejects updates                 none, as if it had never been; the worker rewinds
//   started     any other completion, failure, timeout               ordinary, and then as that
//
// It takes the ids that its events would get, and no others are given while it lives: whatever gets an id makes it ordinary first.

/// <summary>Speculative workflow tasks.</summary>
internal static class SpeculativeTask
{
    // A worker that gets the same events again and again, because each task is discarded, loses more than a few events in history cost.
    private const int MaximumEventsToShipAgain = 10;

    /// <summary>Makes a speculative task an ordinary one, by writing its events.</summary>
    public static void Record(RunDraft draft)
    {
        var state = draft.State;
        if (state.WorkflowTask is not { IsSpeculative: true } task)
        {
            return;
        }

        var recorded = task.Clone();
        recorded.IsSpeculative = false;
        state.WorkflowTask = recorded;
        var started = recorded.StartedEventId > 0 ? WorkflowTaskEvents.Started(state, recorded) : null;
        draft.Write(WorkflowTaskEvents.Scheduled(state, recorded), recorded.ScheduledTime);
        if (started is not null)
        {
            draft.Write(started, recorded.StartedTime);
        }
    }

    /// <summary>Undoes a task whose updates were all rejected; null when the completion has to be written.</summary>
    public static Transition? Discard(RunState state, CompleteWorkflowTask command, DateTimeOffset now)
    {
        var request = command.Request;
        if (!state.WorkflowTask.IsSpeculative || request.Commands.Count > 0 || request.ForceCreateNewWorkflowTask || !MayShipAgain(state, request))
        {
            return null;
        }

        var draft = new RunDraft(state, now);
        draft.State.WorkflowTask = null;
        var updates = new UpdateMessages(draft, request.Messages);
        if (updates.ApplyRemaining() is not null || draft.State.NextEventId > state.NextEventId)
        {
            return null;
        }

        updates.RejectUnanswered(command.Token.UpdateIds);
        if (UpdateTransitions.Waiting(draft.State).Any())
        {
            WorkflowTaskTransitions.Schedule(draft, attempt: 1, isSpeculative: true);
        }

        return draft.KeepInMemory() with
        {
            Reply = new WorkflowTaskCompleted { ResetHistoryEventId = state.PreviousStartedEventId, Rejected = updates.Rejected },
        };
    }

    /// <summary>Whether the events that came with the task, and were the first the worker saw of them, may come once more.</summary>
    private static bool MayShipAgain(RunState state, RespondWorkflowTaskCompletedRequest request)
    {
        var events = state.NextEventId - (state.PreviousStartedEventId + 2);
        return events == 0 || (events <= MaximumEventsToShipAgain && request.Capabilities is { DiscardSpeculativeWorkflowTaskWithEvents: true });
    }
}
