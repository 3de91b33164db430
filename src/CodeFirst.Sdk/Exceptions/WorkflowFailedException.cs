namespace CodeFirst.Sdk;

/// <summary>
/// A workflow closed without a result. <see cref="Exception.InnerException"/> says how: <see cref="ApplicationFailureException"/>,
/// <see cref="ActivityFailureException"/>, <see cref="CanceledFailureException"/>, <see cref="TerminatedFailureException"/>, <see cref="TimeoutFailureException"/>.
/// </summary>
/// <param name="workflowId">The workflow.</param>
/// <param name="runId">The run that closed; empty where the latest was asked for and its id is not known.</param>
/// <param name="innerException">How it ended.</param>
public sealed class WorkflowFailedException(string workflowId, string runId, Exception innerException)
    : CodeFirstException($"Workflow '{workflowId}'{(runId.Length > 0 ? $" (run {runId})" : "")} closed without a result: {innerException.Message}", innerException)
{
    /// <summary>The workflow.</summary>
    public string WorkflowId { get; } = workflowId;

    /// <summary>The run that closed; empty where the latest was asked for and its id is not known.</summary>
    public string RunId { get; } = runId;
}
