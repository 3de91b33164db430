using CodeFirst.Protocol.Query.V1;
using CodeFirst.Server.Runs;

namespace CodeFirst.Server.Queries;

/// <summary>A worker answers a query it took from a task queue.</summary>
internal sealed class AnswerQueryMessage(string runId, string queryId, WorkflowQueryResult result) : HostMessage<bool>
{
    public override ValueTask<bool> DecideAsync(WorkflowDraft draft) => ValueTask.FromResult(true);

    public override void Complete(WorkflowHost host) => _ = CompleteAsync(host.Queries.AnswerAsync(runId, queryId, result));

    private async Task CompleteAsync(Task answering)
    {
        try
        {
            await answering;
            Reply(true);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }
}
