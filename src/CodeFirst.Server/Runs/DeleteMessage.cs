using CodeFirst.Server.Errors;

namespace CodeFirst.Server.Runs;

/// <summary>Deletes a closed run. Whoever asks for it from then on is told that there is none.</summary>
internal sealed class DeleteMessage(string runId) : HostMessage<bool>
{
    private bool _isDeleted;

    public override async ValueTask<bool> DecideAsync(WorkflowDraft draft)
    {
        // After a conflict of other messages it may be decided again.
        if (_isDeleted)
        {
            return true;
        }

        // Others that are decided together may have found the run: they are answered from it first.
        if (draft.Runs.Count > 0)
        {
            return false;
        }

        var run = await draft.FindAsync(runId) ?? throw Refusals.WorkflowNotFound(draft.Key.WorkflowId, runId).ToException();
        if (run.State.IsRunning)
        {
            throw Refusals.FailedPrecondition("the workflow execution runs: only closed ones are deleted").ToException();
        }

        await draft.DeleteAsync(run);
        return _isDeleted = true;
    }

    public override void Complete(WorkflowHost host)
    {
        host.Forget(runId);
        Reply(true);
    }
}
