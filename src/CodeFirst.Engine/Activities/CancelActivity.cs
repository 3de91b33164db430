using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.Activities;

/// <summary>The attempt confirms a requested cancellation. Refused INVALID_ARGUMENT when none was requested.</summary>
public sealed record CancelActivity(TaskToken Token, RespondActivityTaskCanceledRequest Request) : RunCommand;
