using CodeFirst.Engine.Chains;
using CodeFirst.Engine.Externals;
using CodeFirst.Engine.Updates;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Failure.V1;
using CodeFirst.Protocol.History.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Execution;

// The life of a run:
//
//   from      by                                   to
//   Running   CompleteWorkflowExecution command    Completed         + the next run of its cron schedule
//   Running   FailWorkflowExecution command        Failed            + a run that retries it, or the next of its cron schedule
//   Running   CancelWorkflowExecution command      Canceled
//   Running   ContinueAsNew command                ContinuedAsNew    + the run that continues it
//   Running   terminate                            Terminated
//   Running   run timeout                          TimedOut          + a run that retries it, or the next of its cron schedule
//   Running   execution timeout                    TimedOut
//   Running   history, state or command too large  Terminated
//   Running   request cancel                       Running           one event, once
//   Running   pause, unpause                       Paused, Running   see PauseTransitions
//   closed    anything                             unchanged
//
// The commands are in RunCommands, what follows the end in Chains/RunChain. A started workflow task fails before terminate and timeout, so that history has no open end.

/// <summary>What happens to a run as a whole, other than by commands of its worker.</summary>
internal static class RunTransitions
{
    private const int MaximumEvents = 51_200;
    private const int MaximumHistoryBytes = 50 * 1024 * 1024;
    private const int MaximumStateBytes = 8 * 1024 * 1024;

    public static Transition RequestCancel(RunState state, RequestCancelRun command, DateTimeOffset now)
    {
        var request = command.Request;
        if (!IsOfChain(state, request.FirstExecutionRunId))
        {
            return Transition.Refused(state, Refusals.RunNotFound);
        }

        if (!state.IsRunning || state.CancelRequested)
        {
            return Transition.Unchanged(state);
        }

        if (!ExternalCaller.MayCall(command.Caller, state))
        {
            return Transition.Refused(state, Refusals.NotTheParent);
        }

        var draft = new RunDraft(state, now);
        draft.State.CancelRequested = true;
        draft.State.CancelRequestId = request.RequestId;

        // A run that waits for its first workflow task has nothing to wait for once it is canceled.
        draft.State.WorkflowTaskBackoffUntil = null;
        draft.Record(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionCancelRequested,
            WorkflowExecutionCancelRequestedEventAttributes = new()
            {
                Cause = request.Reason,
                Identity = request.Identity,
                ExternalInitiatedEventId = command.Caller?.InitiatedEventId ?? 0,
                ExternalWorkflowExecution = command.Caller?.Execution,
            },
            Links = { request.Links },
        });
        return draft.Commit();
    }

    public static Transition Terminate(RunState state, TerminateRun command, DateTimeOffset now)
    {
        var request = command.Request;
        if (!IsOfChain(state, request.FirstExecutionRunId))
        {
            return Transition.Refused(state, Refusals.RunNotFound);
        }

        if (!ExternalCaller.MayCall(command.Caller, state))
        {
            return Transition.Refused(state, Refusals.NotTheParent);
        }

        var draft = new RunDraft(state, now);
        Terminate(draft, new() { Reason = request.Reason, Details = request.Details, Identity = request.Identity });
        return draft.Commit();
    }

    /// <summary>Terminates a run that outgrows its limits: one that did not continue as new when it was told to has a history too long to replay.</summary>
    public static void EnforceLimits(RunDraft draft)
    {
        var state = draft.State;
        if (!state.IsRunning)
        {
            return;
        }

        if (state.NextEventId - 1 > MaximumEvents || state.HistorySizeBytes > MaximumHistoryBytes)
        {
            var reason = $"Workflow history exceeds its limit: {state.NextEventId - 1} of {MaximumEvents} events, {state.HistorySizeBytes} of {MaximumHistoryBytes} bytes.";
            Terminate(draft, new() { Reason = reason, Identity = "server" });
        }
        else if (state.CalculateSize() > MaximumStateBytes)
        {
            var reason = $"Workflow state exceeds its limit of {MaximumStateBytes} bytes: too much is pending or waits to be told.";
            Terminate(draft, new() { Reason = reason, Identity = "server" });
        }
    }

    /// <summary>Closes a run whose run or execution timeout is over.</summary>
    public static Transition TimeOut(RunState state, string successorRunId, DateTimeOffset now)
    {
        var draft = new RunDraft(state, now);
        WorkflowTaskTransitions.AbandonStarted(draft);

        var failure = new Failure
        {
            Message = "workflow timeout",
            TimeoutFailureInfo = new() { TimeoutType = TimeoutType.StartToClose },
        };
        var next = state.ExecutionExpiration?.ToDateTimeOffset() <= now
            ? new ChainDecision(RetryState.Timeout)
            : RunChain.AfterFailure(state, failure, now);
        draft.Write(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionTimedOut,
            WorkflowExecutionTimedOutEventAttributes = new()
            {
                RetryState = next.RetryState,
                NewExecutionRunId = next.Continues ? successorRunId : string.Empty,
            },
        });
        Close(draft, WorkflowExecutionStatus.TimedOut);
        return draft.Commit(successor: next.Continues ? RunChain.Continue(draft, successorRunId, next, failure) : null);
    }

    /// <summary>
    /// Closes the run. What it waited for is forgotten; request ids and stickiness stay, for duplicates and queries that still come.
    /// </summary>
    public static void Close(RunDraft draft, WorkflowExecutionStatus status) => Close(draft.State, status, draft.Timestamp);

    /// <summary>The same on a state that is rebuilt.</summary>
    public static void Close(RunState state, WorkflowExecutionStatus status, Timestamp time)
    {
        state.Status = status;
        state.CloseTime = time;
        state.Pause = null;
        state.WorkflowTask = null;
        state.WorkflowTaskBackoffUntil = null;
        state.BufferedEvents.Clear();
        state.Activities.Clear();
        state.Timers.Clear();
        UpdateTransitions.Abort(state);
    }

    /// <summary>Ends the run whatever it is doing.</summary>
    public static void Terminate(RunDraft draft, WorkflowExecutionTerminatedEventAttributes attributes)
    {
        WorkflowTaskTransitions.AbandonStarted(draft);
        draft.Write(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionTerminated,
            WorkflowExecutionTerminatedEventAttributes = attributes,
        });
        Close(draft, WorkflowExecutionStatus.Terminated);
    }

    private static bool IsOfChain(RunState state, string firstRunId) => firstRunId.Length == 0 || firstRunId == state.FirstRunId;
}
