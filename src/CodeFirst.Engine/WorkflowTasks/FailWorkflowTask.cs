using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.WorkflowTasks;

/// <summary>A worker could not process the task; it is retried.</summary>
public sealed record FailWorkflowTask(TaskToken Token, RespondWorkflowTaskFailedRequest Request) : RunCommand;
