using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Sdk;

/// <summary>A query was not asked, because the workflow's status is one its reject condition names.</summary>
/// <param name="status">The workflow's status.</param>
public sealed class WorkflowQueryRejectedException(WorkflowExecutionStatus status)
    : CodeFirstException($"The query was rejected, because the workflow is {status}. Relax the query's reject condition to ask it anyway.")
{
    /// <summary>The workflow's status.</summary>
    public WorkflowExecutionStatus Status { get; } = status;
}
