using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Schedule.V1;

namespace CodeFirst.Engine.Schedules;

// A workflow that the schedule starts, by request id:
//
//   from       by                          to
//   none       its turn (see overlaps)     to be started
//   starting   it is started               running, and a recent action; if it may overlap, a recent action alone
//   starting   it may not be started       gone: another workflow has its id, or the namespace takes no more
//   starting   it is refused for a moment  starting, and tried again later; missed, and counted, when its catch-up window is over
//   starting   it closes                   started, then as below: the news may come in any order
//   running    its chain closes            gone; the next one may start, and gets its result or failure
//
// A failure or timeout pauses the schedule if its policies say so.

/// <summary>The workflows that a schedule starts.</summary>
internal static class ActionTransitions
{
    private const int MaxRecentActions = 10;

    public static ScheduleDecision RecordStart(ScheduleData data, RecordStart command, DateTimeOffset now)
    {
        var draft = new ScheduleDraft(data, now);
        if (!TakeStart(draft.Data, command.RequestId, out var start))
        {
            return new ScheduleDecision { Data = data };
        }

        if (command.RunId is not null)
        {
            Started(draft, start, command.RunId);
        }

        TimeTransitions.TakeBackfills(draft);
        return draft.Commit();
    }

    // Only a start that was refused just now is given up: of another one, nobody knows whether it was made before a crash.
    public static ScheduleDecision RecordDelayedStart(ScheduleData data, RecordDelayedStart command, DateTimeOffset now)
    {
        var draft = new ScheduleDraft(data, now);
        if (!TakeStart(draft.Data, command.RequestId, out var start) || start.Start.IsManual || !draft.IsTooLate(start.Start.ActualTime))
        {
            return new ScheduleDecision { Data = data };
        }

        draft.Data.MissedCatchupWindow++;
        TimeTransitions.TakeBackfills(draft);
        return draft.Commit();
    }

    public static ScheduleDecision RecordClosing(ScheduleData data, RecordClosing command, DateTimeOffset now)
    {
        var draft = new ScheduleDraft(data, now);
        var action = draft.Data.Running.FirstOrDefault(action => action.RequestId == command.RequestId && action.Closing == command.Closing && !action.IsTold);
        if (action is null)
        {
            return new ScheduleDecision { Data = data };
        }

        action.IsTold = true;
        return draft.Commit();
    }

    public static ScheduleDecision RecordClosed(ScheduleData data, RecordActionClosed command, DateTimeOffset now)
    {
        var draft = new ScheduleDraft(data, now);
        if (TakeStart(draft.Data, command.RequestId, out var start))
        {
            Started(draft, start, command.FirstRunId);
        }

        var recent = draft.Data.RecentActions.FirstOrDefault(action => action.StartWorkflowResult.RunId == command.FirstRunId);
        if (recent is not null)
        {
            recent.StartWorkflowStatus = command.Status;
        }

        var running = draft.Data.Running.FirstOrDefault(action => action.RequestId == command.RequestId);
        if (running is not null)
        {
            draft.Data.Running.Remove(running);
            Keep(draft.Data, command);
        }

        if (running is null && recent is null)
        {
            return new ScheduleDecision { Data = data };
        }

        PauseOnFailure(draft.Data, command, running?.Execution ?? recent!.StartWorkflowResult);
        TimeTransitions.TakeBackfills(draft);
        return draft.Commit();
    }

    private static bool TakeStart(ScheduleData data, string requestId, out PendingStart start)
    {
        start = data.Starts.FirstOrDefault(start => start.RequestId == requestId)!;
        return start is not null && data.Starts.Remove(start);
    }

    private static void Started(ScheduleDraft draft, PendingStart start, string runId)
    {
        var data = draft.Data;
        var execution = new WorkflowExecution { WorkflowId = start.WorkflowId, RunId = runId };
        if (!start.IsOverlapping)
        {
            data.Running.Add(new RunningAction { RequestId = start.RequestId, Execution = execution });
        }

        data.ActionCount++;
        data.RecentActions.Add(new ScheduleActionResult
        {
            ScheduleTime = start.Start.ActualTime,
            ActualTime = draft.Timestamp,
            StartWorkflowResult = execution,
            StartWorkflowStatus = WorkflowExecutionStatus.Running,
        });
        while (data.RecentActions.Count > MaxRecentActions)
        {
            data.RecentActions.RemoveAt(0);
        }

        if (!start.Start.IsManual && data.Schedule.State is { LimitedActions: true, RemainingActions: > 0 } state)
        {
            state.RemainingActions--;
            data.Revision++;
        }
    }

    // A failed workflow leaves the result of the one before; a canceled or terminated one leaves everything.
    private static void Keep(ScheduleData data, RecordActionClosed closed)
    {
        if (closed.Result is not null)
        {
            (data.LastCompletionResult, data.ContinuedFailure) = (closed.Result, null);
        }
        else if (closed.Failure is not null)
        {
            data.ContinuedFailure = closed.Failure;
        }
    }

    private static void PauseOnFailure(ScheduleData data, RecordActionClosed closed, WorkflowExecution execution)
    {
        if (data.Schedule is not { Policies.PauseOnFailure: true, State.Paused: false }
            || closed.Status is not (WorkflowExecutionStatus.Failed or WorkflowExecutionStatus.TimedOut))
        {
            return;
        }

        data.Schedule.State.Paused = true;
        data.Schedule.State.Notes = closed.Status == WorkflowExecutionStatus.Failed
            ? $"paused due to workflow failure: {execution.WorkflowId}: {closed.Failure?.Message}"
            : $"paused due to workflow timeout: {execution.WorkflowId}";
        data.Revision++;
    }
}
