using CodeFirst.Engine;
using CodeFirst.Engine.WorkflowTasks;

namespace CodeFirst.Server.Runs;

/// <summary>A poller takes a workflow task. Answers null when the task is gone, and the poller should look for another.</summary>
internal sealed class TakeWorkflowTaskMessage(string runId, StartWorkflowTask command) : HostMessage<WorkflowTaskHandout?>
{
    private Transition? _transition;

    public override async ValueTask<bool> DecideAsync(WorkflowDraft draft)
    {
        _transition = null;
        if (await draft.FindAsync(runId) is not { } run)
        {
            return true;
        }

        _transition = RunEngine.Decide(run.State, command, draft.Now);
        return draft.TryApply(run, _transition);
    }

    public override void Complete(WorkflowHost host)
    {
        if (_transition is { Refusal: null, Reply: WorkflowTaskStarted started })
        {
            Reply(host.HandOut(started, runId));
        }
        else
        {
            Reply(null);
        }
    }
}
