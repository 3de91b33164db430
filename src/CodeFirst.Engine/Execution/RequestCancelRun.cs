using CodeFirst.Engine.Externals;
using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.Execution;

/// <summary>Asks a run to cancel itself: one event, once; a repeated request succeeds without a trace, also on a closed run.</summary>
/// <param name="Request">The request.</param>
/// <param name="Caller">The workflow that asks for it; null for a client.</param>
public sealed record RequestCancelRun(RequestCancelWorkflowExecutionRequest Request, ExternalCaller? Caller = null) : RunCommand;
