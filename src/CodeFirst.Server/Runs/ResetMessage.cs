using CodeFirst.Engine;
using CodeFirst.Engine.Reset;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Errors;
using CodeFirst.Server.Histories;

namespace CodeFirst.Server.Runs;

/// <summary>
/// Resets a run: another one becomes the current run of its workflow id, and the one that was ends in the same commit. A request id seen before answers
/// as it did.
/// </summary>
internal sealed class ResetMessage(ResetWorkflowExecutionRequest request, string newRunId, HistoryReader histories) : HostMessage<string>
{
    private string _runId = string.Empty;
    private Refusal? _refusal;

    public override async ValueTask<bool> DecideAsync(WorkflowDraft draft)
    {
        (_runId, _refusal) = (newRunId, null);
        var wantedRunId = request.WorkflowExecution.RunId;
        if (await draft.FindAsync(wantedRunId) is not { } run || await draft.FindAsync(string.Empty) is not { } current)
        {
            throw Refusals.WorkflowNotFound(draft.Key.WorkflowId, wantedRunId).ToException();
        }

        if (current.State.StartRequestId == request.RequestId)
        {
            _runId = current.Key.RunId;
            return true;
        }

        // History is read from the store: what this draft adds has to be there first.
        if (draft.Runs.Any(other => other.IsDurable))
        {
            return false;
        }

        if (request.WorkflowTaskFinishEventId <= 1 || request.WorkflowTaskFinishEventId >= run.State.NextEventId)
        {
            _refusal = Refusals.InvalidArgument(
                $"Workflow task finish ID must be > 1 && <= workflow last event ID: it is {request.WorkflowTaskFinishEventId}, and the last event is {run.State.NextEventId - 1}.");
            return true;
        }

        return await ResetAsync(draft, run, current);
    }

    public override void Complete(WorkflowHost host)
    {
        if (_refusal is not null)
        {
            Fail(_refusal.ToException());
        }
        else
        {
            Reply(_runId);
        }
    }

    private async ValueTask<bool> ResetAsync(WorkflowDraft draft, RunDraft run, RunDraft current)
    {
        var kept = new List<HistoryEvent>();
        await foreach (var happened in histories.ReadAllAsync(run.Key, 1, request.WorkflowTaskFinishEventId))
        {
            kept.Add(happened);
        }

        var later = new List<HistoryEvent>();
        var continued = new List<HistoryEvent>();
        var lastRunId = await ReadLaterAsync(draft, run, later, continued);
        var isBaseCurrent = current == run;
        var finishEventId = request.WorkflowTaskFinishEventId;
        var closing = current.State.IsRunning || isBaseCurrent
            ? RunEngine.Decide(current.State, new ReplaceRun(request.Reason, newRunId, isBaseCurrent ? finishEventId : 0), draft.Now)
            : null;
        if (closing is not null && lastRunId == current.Key.RunId)
        {
            (isBaseCurrent ? later : continued).AddRange(closing.Events);
        }

        var first = RunEngine.Reset(
            new ResetRun
            {
                NamespaceId = draft.Key.NamespaceId,
                RunId = newRunId,
                BaseRunId = run.Key.RunId,
                Request = request,
                Kept = kept,
                Later = later,
                Continued = continued,
            },
            draft.Now);
        _refusal = first.Refusal;
        if (_refusal is not null)
        {
            return true;
        }

        var isMarked = isBaseCurrent || draft.TryApply(run, RunEngine.Decide(run.State, new ReplaceRun(request.Reason, newRunId, finishEventId), draft.Now));
        return isMarked && draft.TryReplace(current, closing, first);
    }

    /// <summary>Reads what happened from the point on, to the run and to those that continue it, and answers which is the last of them.</summary>
    private async Task<string> ReadLaterAsync(WorkflowDraft draft, RunDraft run, List<HistoryEvent> later, List<HistoryEvent> continued)
    {
        var next = run.Key;
        var firstEventId = request.WorkflowTaskFinishEventId;
        while (true)
        {
            HistoryEvent? last = null;
            await foreach (var happened in histories.ReadAllAsync(next, firstEventId, long.MaxValue))
            {
                last = happened;
                if (Reapplication.Concerns(happened))
                {
                    (next == run.Key ? later : continued).Add(happened);
                }
            }

            if (last is not { EventType: EventType.WorkflowExecutionContinuedAsNew })
            {
                return next.RunId;
            }

            (next, firstEventId) = (draft.Key.Run(last.WorkflowExecutionContinuedAsNewEventAttributes.NewExecutionRunId), 1);
        }
    }
}
