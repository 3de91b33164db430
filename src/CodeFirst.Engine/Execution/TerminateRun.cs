using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.Execution;

/// <summary>Closes a run at once.</summary>
public sealed record TerminateRun(TerminateWorkflowExecutionRequest Request) : RunCommand;
