using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.Execution;

/// <summary>Keeps workflow code from running until the run is unpaused. A run that is paused already stays so.</summary>
public sealed record PauseRun(PauseWorkflowExecutionRequest Request) : RunCommand;
