using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.WorkflowTasks;

/// <summary>
/// A worker hands in its commands. A stale token is refused NOT_FOUND; bad commands fail the task (durable) and are refused INVALID_ARGUMENT.
/// </summary>
/// <param name="Token">From the poll response.</param>
/// <param name="Request">Commands, sticky attributes and flags; its namespace is set.</param>
/// <param name="SuccessorRunId">The id of the run that would follow this one.</param>
public sealed record CompleteWorkflowTask(TaskToken Token, RespondWorkflowTaskCompletedRequest Request, string SuccessorRunId) : RunCommand
{
    /// <summary>What is wrong with the commands by rules that the engine does not know, those of the namespace; null when nothing is.</summary>
    public CommandFault? Fault { get; init; }
}
