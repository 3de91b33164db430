namespace CodeFirst.Sdk;

/// <summary>A run of the workflow id is open, or the id's reuse policy forbids another one.</summary>
/// <param name="message">Cause and next step.</param>
/// <param name="workflowId">The id that is taken.</param>
/// <param name="runId">The run that has it.</param>
public sealed class WorkflowAlreadyStartedException(string message, string workflowId, string runId) : CodeFirstException(message)
{
    /// <summary>The id that is taken.</summary>
    public string WorkflowId { get; } = workflowId;

    /// <summary>The run that has it.</summary>
    public string RunId { get; } = runId;
}
