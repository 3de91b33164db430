using CodeFirst.Server.Errors;

namespace CodeFirst.Server.Runs;

/// <summary>Reads a run, after everything sent before.</summary>
internal sealed class ReadMessage(string wantedRunId) : HostMessage<RunView>
{
    private string _runId = string.Empty;

    public override async ValueTask<bool> DecideAsync(WorkflowDraft draft)
    {
        var run = await draft.FindAsync(wantedRunId) ?? throw Refusals.WorkflowNotFound(draft.Key.WorkflowId, wantedRunId).ToException();
        _runId = run.Key.RunId;
        return true;
    }

    public override void Complete(WorkflowHost host) => Reply(host.View(_runId));
}
