using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Outbox;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;

namespace CodeFirst.Engine.Children;

// A child as its parent sees it, by initiated event id:
//
//   from        by                                 to
//   none        StartChildWorkflow command         initiated; a message starts the child
//   initiated   the start succeeds                 started: ChildWorkflowExecutionStarted
//   initiated   the start is refused               gone: StartChildWorkflowExecutionFailed
//   initiated   the child closes                   gone: ChildWorkflowExecutionStarted, then as below
//   initiated   the parent closes                  gone, whatever its parent close policy: the child never runs
//   started     the last run of its chain closes   gone: ChildWorkflowExecutionCompleted, Failed, Canceled, TimedOut or Terminated
//   started     the parent closes                  a message terminates or cancels it, or nothing happens, as its parent close policy says
//   started     the parent is reset                stays, and is the child of the new run too
//
// And as the child sees it:
//
//   created           the start is recorded by the parent   its first workflow task is scheduled
//   created           the parent closed before that         terminated
//
// A child is created before its parent knows, so it waits for the parent's record. Usually whoever started it brings the answer at once; should that
// one die, the child asks its parent itself, by a message of its own.

/// <summary>The life of children, on both sides.</summary>
internal static class ChildTransitions
{
    private const string LostReason = "the parent closed before it recorded the start of this child";

    /// <summary>A child that is asked for.</summary>
    public static ChildState Initiated(StartChildWorkflowExecutionInitiatedEventAttributes attributes) => new()
    {
        WorkflowId = attributes.WorkflowId,
        WorkflowType = attributes.WorkflowType.Name,
        ParentClosePolicy = attributes.ParentClosePolicy,
    };

    public static Transition Check(RunState parent, CheckChildStart command) =>
        Transition.Unchanged(parent, new ChildStartAnswer(Status(parent, command.InitiatedEventId, command.RunId)));

    public static Transition RecordClosed(RunState state, RecordChildClosed command, DateTimeOffset now)
    {
        var id = command.InitiatedEventId;
        if (!state.Children.TryGetValue(id, out var child) || child.WorkflowId != command.Execution.WorkflowId)
        {
            return Transition.Refused(state, Refusals.ChildNotFound);
        }

        var draft = new RunDraft(state, now);
        if (child.RunId.Length == 0)
        {
            // The child was closed from outside before its start could be recorded.
            draft.State.Outbox.Remove(id, out var start);
            RecordStarted(draft, id, start!.StartChild, command.FirstRunId);
        }

        draft.Record(ChildEvents.Closed(command, state.NamespaceId, draft.State.Children[id].StartedEventId));
        draft.State.Children.Remove(id);
        return draft.Commit();
    }

    /// <summary>Records what became of a start.</summary>
    public static void RecordStart(RunDraft draft, long id, ChildStart start, RecordDelivery outcome)
    {
        if (outcome.Result == DeliveryResult.Delivered)
        {
            RecordStarted(draft, id, start, outcome.RunId);
            return;
        }

        var cause = outcome.Result == DeliveryResult.NamespaceNotFound
            ? StartChildWorkflowExecutionFailedCause.NamespaceNotFound
            : StartChildWorkflowExecutionFailedCause.WorkflowAlreadyExists;
        draft.State.Children.Remove(id);
        draft.Record(ChildEvents.StartFailed(id, start.Attributes, cause));
    }

    /// <summary>Makes a new child wait for its parent's record of its start.</summary>
    public static void AwaitParent(RunDraft draft) =>
        OutboxTransitions.Add(draft, RunState.StartedEventId, new OutboxMessage { ConfirmStart = new ChildQuestion() });

    /// <summary>Lets a child run, or not, as its parent says.</summary>
    public static void RecordParentsAnswer(RunDraft draft, DeliveryResult result)
    {
        if (result == DeliveryResult.Delivered)
        {
            draft.RequireWorkflowTask();
        }
        else
        {
            RunTransitions.Terminate(draft, new() { Reason = LostReason, Identity = "server" });
        }
    }

    /// <summary>
    /// What the close of a run means for its children and its parent. Children that had started stay known: their question whether they may run can come
    /// later. A run that is continued leaves it to the last run of the chain to tell the parent; one that a reset replaces leaves everything to that one.
    /// </summary>
    public static void Leave(RunDraft draft)
    {
        var state = draft.State;
        var isReplaced = state.ResetRunId.Length > 0;
        foreach (var (id, child) in state.Children.OrderBy(child => child.Key).ToList())
        {
            if (child.RunId.Length == 0)
            {
                state.Children.Remove(id);
                state.Outbox.Remove(id);
            }
            else if (!isReplaced && child.ParentClosePolicy != ParentClosePolicy.Abandon)
            {
                OutboxTransitions.Add(draft, id, new OutboxMessage { CloseChild = child });
            }
        }

        state.Outbox.Remove(RunState.StartedEventId);
        if (!isReplaced && state is { Parent: not null, SuccessorRunId: "" })
        {
            OutboxTransitions.Add(draft, draft.LastEvent.EventId, new OutboxMessage { ChildClosed = draft.LastEvent });
        }
    }

    /// <summary>What a parent knows of the start of a child.</summary>
    public static ChildStartStatus Status(RunState parent, long initiatedEventId, string runId)
    {
        if (!parent.Children.TryGetValue(initiatedEventId, out var child))
        {
            return ChildStartStatus.Unknown;
        }

        return child.RunId.Length == 0 ? ChildStartStatus.Pending
            : child.RunId == runId ? ChildStartStatus.Started
            : ChildStartStatus.Unknown;
    }

    /// <summary>Notes the id of a start that was buffered.</summary>
    public static void SetStartedEventId(RunState state, long initiatedEventId, long startedEventId)
    {
        if (state.Children.TryGetValue(initiatedEventId, out var child))
        {
            child = child.Clone();
            child.StartedEventId = startedEventId;
            state.Children[initiatedEventId] = child;
        }
    }

    private static void RecordStarted(RunDraft draft, long id, ChildStart start, string runId)
    {
        var started = draft.Record(ChildEvents.Started(id, start.Attributes, runId));
        var child = draft.State.Children[id].Clone();
        child.RunId = runId;
        child.StartedEventId = started.EventId;
        draft.State.Children[id] = child;
    }
}
