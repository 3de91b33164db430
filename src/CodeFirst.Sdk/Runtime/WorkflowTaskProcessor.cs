using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Sdk.Runtime;

/// <summary>Turns workflow tasks into answers, and keeps the runs it worked on for their next tasks.</summary>
internal sealed class WorkflowTaskProcessor(WorkflowTaskProcessorOptions options)
{
    public int CachedCount => options.MaxCachedWorkflows;

    /// <summary>Does one task. Throws nothing but <see cref="OperationCanceledException"/>.</summary>
    public Task<WorkflowTaskResponse> ProcessAsync(PollWorkflowTaskQueueResponse task, IHistorySource history, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Drops a run whose answer the server refused: its next task replays it.</summary>
    public void Evict(string runId) => throw new NotSupportedException();
}
