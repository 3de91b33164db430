namespace CodeFirst.Sdk;

/// <summary>A run has no result of its own, because another run continues it; thrown only to callers that do not follow the chain of runs.</summary>
/// <param name="workflowId">The workflow.</param>
/// <param name="newRunId">The run that continues it.</param>
public sealed class WorkflowContinuedAsNewException(string workflowId, string newRunId)
    : CodeFirstException($"The run of workflow '{workflowId}' was continued as run {newRunId}. Ask that run for the result, or follow the chain of runs.")
{
    /// <summary>The workflow.</summary>
    public string WorkflowId { get; } = workflowId;

    /// <summary>The run that continues it.</summary>
    public string NewRunId { get; } = newRunId;
}
