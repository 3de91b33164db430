using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.Activities;

/// <summary>The attempt succeeded.</summary>
public sealed record CompleteActivity(TaskToken Token, RespondActivityTaskCompletedRequest Request) : RunCommand;
