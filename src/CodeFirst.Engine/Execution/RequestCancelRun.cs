using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.Execution;

/// <summary>Asks a run to cancel itself: one event, once; a repeated request succeeds without a trace, also on a closed run.</summary>
public sealed record RequestCancelRun(RequestCancelWorkflowExecutionRequest Request) : RunCommand;
