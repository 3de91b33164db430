using CodeFirst.Server.Runs;

namespace CodeFirst.Server.Queries;

/// <summary>A poller gives back a query that it took from a task queue.</summary>
internal sealed class ReturnQueryMessage(string queryId) : HostMessage<bool>
{
    public override ValueTask<bool> DecideAsync(WorkflowDraft draft) => ValueTask.FromResult(true);

    public override void Complete(WorkflowHost host)
    {
        host.Queries.TakeBack(queryId);
        Reply(true);
    }
}
