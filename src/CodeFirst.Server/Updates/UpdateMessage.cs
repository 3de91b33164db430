using CodeFirst.Engine;
using CodeFirst.Engine.Tasks;
using CodeFirst.Engine.Updates;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Errors;
using CodeFirst.Server.Matching;
using CodeFirst.Server.Runs;

namespace CodeFirst.Server.Updates;

/// <summary>
/// An update: admitted like any command, then waiting for what the worker says. One that got lost with the memory of a process, or that its run closed
/// without having seen, is sent again, and so lands on the run that continues it.
/// </summary>
internal sealed class UpdateMessage(UpdateWorkflowExecutionRequest request, HostContext context)
    : UpdateWait(request.Request.Meta.UpdateId, request.WaitPolicy.LifecycleStage)
{
    private Transition? _transition;

    public override bool IsRefused => base.IsRefused || _transition is { Refusal: not null };

    private string WantedRunId => request.WorkflowExecution.RunId;

    public override async ValueTask<bool> DecideAsync(WorkflowDraft draft)
    {
        var run = await draft.FindAsync(WantedRunId);
        if (run is null || (request.FirstExecutionRunId.Length > 0 && run.State.FirstRunId != request.FirstExecutionRunId))
        {
            throw Refusals.WorkflowNotFound(draft.Key.WorkflowId, WantedRunId).ToException();
        }

        return await AdmitAsync(draft, run);
    }

    /// <summary>Admits the update to a run; false when the decision has to wait for the next commit.</summary>
    public async ValueTask<bool> AdmitAsync(WorkflowDraft draft, RunDraft run)
    {
        RunId = run.Key.RunId;
        if (Latest is { } latest && latest.View.Key == run.Key && run.State.FindUpdate(UpdateId) is not null)
        {
            // It was admitted here before, and if it is rejected by now, that is its outcome.
            _transition = null;
            return true;
        }

        var mayBeSpeculative = !run.IsDurable && context.Cluster.IsAlone && await IsPolledAsync(draft.Key.NamespaceId, run.State);
        _transition = RunEngine.Decide(run.State, new AdmitUpdate(request.Request, mayBeSpeculative), draft.Now);
        return draft.TryApply(run, _transition);
    }

    /// <summary>The update is admitted by the transition that starts its run.</summary>
    public void AdmitWithStart(RunState started)
    {
        RunId = started.RunId;
        _transition = null;
    }

    public override void Complete(WorkflowHost host)
    {
        if (_transition?.Refusal is { } refusal)
        {
            Fail(refusal.ToException());
        }
        else
        {
            host.Updates.Add(this, host.View(RunId));
        }
    }

    public override bool TryAgain(RunView view)
    {
        if (view.State.IsRunning || (WantedRunId.Length == 0 && view.State.SuccessorRunId.Length > 0))
        {
            return true;
        }

        Fail(Refusals.UpdateAborted.ToException());
        return false;
    }

    private async ValueTask<bool> IsPolledAsync(string namespaceId, RunState state)
    {
        var queue = context.TaskQueues.Get(new TaskQueueKey(namespaceId, TaskKind.Workflow, state.Sticky?.TaskQueue ?? state.TaskQueue));
        return (await queue.ReadAsync()).IsPolled;
    }
}
