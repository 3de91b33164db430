using CodeFirst.Engine.WorkflowTasks;

namespace CodeFirst.Server.Runs;

/// <summary>A worker completes a workflow task and answers the queries and updates that travelled with it. A refused completion answers none.</summary>
internal sealed class CompleteWorkflowTaskMessage(RunTarget target, CompleteWorkflowTask command) : CommandMessage(target, command)
{
    public override void Complete(WorkflowHost host)
    {
        base.Complete(host);
        if (IsAccepted)
        {
            foreach (var (queryId, result) in command.Request.QueryResults)
            {
                host.Queries.TryAnswer(queryId, result);
            }

            host.Updates.Reject(host.View(RunId), ((WorkflowTaskCompleted)CommandReply!).Rejected);
        }
    }
}
