using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Sdk.Runtime;

/// <summary>What a worker answers to a workflow task.</summary>
internal abstract record WorkflowTaskResponse
{
    /// <summary>The task is done; here are the commands.</summary>
    public sealed record Completed(RespondWorkflowTaskCompletedRequest Request) : WorkflowTaskResponse;

    /// <summary>The task could not be done.</summary>
    public sealed record Failed(RespondWorkflowTaskFailedRequest Request) : WorkflowTaskResponse;

    /// <summary>The task was only a query.</summary>
    public sealed record QueryAnswered(RespondQueryTaskCompletedRequest Request) : WorkflowTaskResponse;

    /// <summary>The task failed again, and is left to time out: the server spaces attempts by that.</summary>
    public sealed record Silent : WorkflowTaskResponse;
}
