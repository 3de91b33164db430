using CodeFirst.Server.Matching;
using CodeFirst.Server.Runs;

namespace CodeFirst.Server.Placement;

/// <summary>
/// Finds the host of a workflow id and the task queue of a name, wherever they live. Everything that goes through is a message with an answer, so that
/// several processes can share the work behind this seam. It is an affinity only: row versions decide, so a wrong answer costs a retry.
/// </summary>
internal interface IPlacement
{
    /// <summary>The host of a workflow id: of its slot, in a cluster.</summary>
    IWorkflowHost GetWorkflow(WorkflowKey key);

    /// <summary>The task queue of this name.</summary>
    ITaskQueue GetTaskQueue(TaskQueueKey key);
}
