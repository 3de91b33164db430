using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.Execution;

/// <summary>Lets workflow code run again.</summary>
public sealed record UnpauseRun(UnpauseWorkflowExecutionRequest Request) : RunCommand;
