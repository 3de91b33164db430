using CodeFirst.Server.Runs;

namespace CodeFirst.Server.Queries;

/// <summary>A poller takes a query from a task queue. Answers null when the query does not wait there any more.</summary>
internal sealed class TakeQueryMessage(string runId, string queryId) : HostMessage<RunView?>
{
    private bool _isFound;

    public override async ValueTask<bool> DecideAsync(WorkflowDraft draft)
    {
        _isFound = await draft.FindAsync(runId) is not null;
        return true;
    }

    public override void Complete(WorkflowHost host) => Reply(_isFound && host.Queries.TryHandOut(queryId) ? host.View(runId) : null);
}
