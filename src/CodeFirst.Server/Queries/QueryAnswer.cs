using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Query.V1;

namespace CodeFirst.Server.Queries;

/// <summary>The outcome of a query: a result, or the status because of which the caller did not want one.</summary>
internal sealed record QueryAnswer(WorkflowQueryResult? Result, WorkflowExecutionStatus? RejectedStatus = null);
