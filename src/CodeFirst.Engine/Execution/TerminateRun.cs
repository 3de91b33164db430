using CodeFirst.Engine.Externals;
using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.Execution;

/// <summary>Closes a run at once.</summary>
/// <param name="Request">The request.</param>
/// <param name="Caller">The workflow whose close asks for it; null for a client.</param>
public sealed record TerminateRun(TerminateWorkflowExecutionRequest Request, ExternalCaller? Caller = null) : RunCommand;
