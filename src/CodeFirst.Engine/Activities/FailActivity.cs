using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.Activities;

/// <summary>The attempt failed; the retry policy decides whether there is another.</summary>
public sealed record FailActivity(TaskToken Token, RespondActivityTaskFailedRequest Request) : RunCommand;
