using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.Execution;

/// <summary>A start that met this run uses it, and attaches to it what its conflict options say.</summary>
public sealed record AttachToRun(StartWorkflowExecutionRequest Request) : RunCommand;
