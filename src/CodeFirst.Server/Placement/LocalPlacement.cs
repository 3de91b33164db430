using CodeFirst.Server.Matching;
using CodeFirst.Server.Runs;

namespace CodeFirst.Server.Placement;

/// <summary>One process answers everything itself, in memory.</summary>
internal sealed class LocalPlacement(WorkflowHosts hosts, ITaskQueues taskQueues) : IPlacement
{
    public IWorkflowHost GetWorkflow(WorkflowKey key) => new LocalWorkflowHost(hosts, key);

    public ITaskQueue GetTaskQueue(TaskQueueKey key) => taskQueues.Get(key);
}
