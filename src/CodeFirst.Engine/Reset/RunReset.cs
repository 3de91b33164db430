using CodeFirst.Engine.Execution;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Failure.V1;
using CodeFirst.Protocol.History.V1;

namespace CodeFirst.Engine.Reset;

// A reset makes a run that does another one again from some workflow task on:
//
//   history up to the task      copied; the state follows from it
//   the task                    failed with the cause "reset", so that workers draw other random numbers; another one is scheduled
//   pending activities          ready, first attempt, as if scheduled now
//   timers                      as they were: those whose time is over fire at once
//   timeouts of the run         begin anew
//   children that had started   its own; when they close, they tell it
//   messages not delivered      sent by it
//   later signals               applied again; see Reapplication
//
//   the current run, running    Terminated; neither its parent nor its children are told
//   the current run, closed     stays as it is
//
// The point must be one at which a workflow task is scheduled or started: anywhere else the new run could not go on from what its worker knows.

/// <summary>Resets.</summary>
internal static class RunReset
{
    private const string Identity = "server";

    public static Transition Start(ResetRun command, DateTimeOffset now)
    {
        var state = HistoryReplay.Rebuild(command.NamespaceId, command.RunId, command.Kept);
        if (state.WorkflowTask is null)
        {
            return Transition.Refused(
                state,
                Refusals.InvalidArgument(
                    $"Can only reset workflow to event ID in range [WorkflowTaskScheduled +1, WorkflowTaskStarted + 1]: {command.Request.WorkflowTaskFinishEventId}"));
        }

        state.StartRequestId = command.Request.RequestId;
        var draft = RunDraft.ForNewRun(state, now);
        FailWorkflowTask(draft, command);
        Reapplication.Apply(draft, command);
        var transition = draft.Commit();
        return transition with { Events = [.. command.Kept, .. transition.Events] };
    }

    public static Transition Replace(RunState state, ReplaceRun command, DateTimeOffset now)
    {
        var draft = new RunDraft(state, now);
        draft.State.ResetRunId = command.RunId;
        foreach (var (id, message) in state.Outbox)
        {
            if (id < command.FinishEventId && message.ContentCase is (OutboxMessage.ContentOneofCase.Signal or OutboxMessage.ContentOneofCase.Cancel))
            {
                draft.State.Outbox.Remove(id);
            }
        }

        if (state.IsRunning)
        {
            RunTransitions.Terminate(draft, new() { Reason = command.Reason, Identity = Identity });
        }

        return draft.Commit();
    }

    private static void FailWorkflowTask(RunDraft draft, ResetRun command)
    {
        if (draft.State.WorkflowTask.StartedEventId == 0)
        {
            WorkflowTaskTransitions.Start(draft, command.Request.RequestId, Identity, draft.Timestamp);
        }

        var task = draft.State.WorkflowTask;
        draft.Write(new HistoryEvent
        {
            EventType = EventType.WorkflowTaskFailed,
            WorkflowTaskFailedEventAttributes = new()
            {
                ScheduledEventId = task.ScheduledEventId,
                StartedEventId = task.StartedEventId,
                Cause = WorkflowTaskFailedCause.ResetWorkflow,
                Failure = new Failure { Message = command.Request.Reason, Source = "Server", ResetWorkflowFailureInfo = new() },
                Identity = Identity,
                BaseRunId = command.BaseRunId,
                NewRunId = command.RunId,
            },
        });
        draft.State.WorkflowTask = null;
        HistoryReplay.Renew(draft.State, draft.Timestamp);
        draft.RequireWorkflowTask();
    }
}
