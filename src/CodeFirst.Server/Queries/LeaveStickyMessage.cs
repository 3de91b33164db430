using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Server.Runs;

namespace CodeFirst.Server.Queries;

/// <summary>The sticky worker did not answer a query in time: forgets the worker and asks any other.</summary>
internal sealed class LeaveStickyMessage(QueryMessage query) : CommandMessage(new RunTarget(query.RunId), new ResetSticky())
{
    public override void Complete(WorkflowHost host)
    {
        base.Complete(host);
        host.Queries.Redispatch(query, host.View(RunId).State);
    }
}
