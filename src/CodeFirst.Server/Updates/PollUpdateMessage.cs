using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Update.V1;
using CodeFirst.Server.Errors;
using CodeFirst.Server.Runs;

namespace CodeFirst.Server.Updates;

/// <summary>Waits for an update that was admitted before.</summary>
internal sealed class PollUpdateMessage(UpdateRef update, UpdateWorkflowExecutionLifecycleStage stage) : UpdateWait(update.UpdateId, stage)
{
    public override async ValueTask<bool> DecideAsync(WorkflowDraft draft)
    {
        var wantedRunId = update.WorkflowExecution.RunId;
        var run = await draft.FindAsync(wantedRunId) ?? throw Refusals.WorkflowNotFound(draft.Key.WorkflowId, wantedRunId).ToException();
        if (run.State.FindUpdate(UpdateId) is null)
        {
            throw Refusals.UpdateNotFound(UpdateId).ToException();
        }

        RunId = run.Key.RunId;
        return true;
    }

    public override void Complete(WorkflowHost host) => host.Updates.Add(this, host.View(RunId));

    public override bool TryAgain(RunView view)
    {
        Fail((view.State.IsRunning ? Refusals.UpdateNotFound(UpdateId) : Refusals.UpdateAborted).ToException());
        return false;
    }
}
