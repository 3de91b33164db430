using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.TaskQueue.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Sdk.Client;
using CodeFirst.Sdk.Runtime;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Sdk.Worker;

/// <summary>Gets workflow tasks from the server, has them done and hands in the answers.</summary>
/// <param name="connection">To the server.</param>
/// <param name="processor">Does the tasks.</param>
/// <param name="history">For what a task does not bring along.</param>
/// <param name="client">Namespace and identity.</param>
/// <param name="logger">Hears of answers that are refused.</param>
/// <param name="eager">Runs activities that come back with an answer; null when the worker runs none.</param>
/// <param name="abort">Gives up tasks in flight.</param>
internal sealed partial class WorkflowTaskRunner(
    ServiceConnection connection,
    WorkflowTaskProcessor processor,
    IHistorySource history,
    CodeFirstClientOptions client,
    ILogger logger,
    EagerActivities? eager,
    CancellationToken abort)
{
    /// <summary>By then a task has timed out: an answer is of no use any more.</summary>
    private static readonly TimeSpan AnswerFor = TimeSpan.FromSeconds(10);

    public async Task<PollWorkflowTaskQueueResponse?> PollAsync(TaskQueue taskQueue, CancellationToken cancellationToken)
    {
        var request = new PollWorkflowTaskQueueRequest { Namespace = client.Namespace, Identity = client.Identity, TaskQueue = taskQueue };
        var limits = new CallLimits(CallLimits.LongPollTimeout, TimeSpan.Zero);
        var task = await connection.CallAsync(static (s, r, o) => s.PollWorkflowTaskQueueAsync(r, o), request, limits, cancellationToken).ConfigureAwait(false);
        return task.TaskToken.IsEmpty ? null : task;
    }

    /// <summary>Does a task, and those that the answers bring back.</summary>
    public async Task ProcessAsync(PollWorkflowTaskQueueResponse task)
    {
        for (var next = task; next is { TaskToken.IsEmpty: false };)
        {
            next = await ProcessOneAsync(next).ConfigureAwait(false);
        }
    }

    private async Task<PollWorkflowTaskQueueResponse?> ProcessOneAsync(PollWorkflowTaskQueueResponse task)
    {
        try
        {
            var response = await processor.ProcessAsync(task, history, abort).ConfigureAwait(false);
            return await AnswerAsync(response).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            processor.Evict(task.WorkflowExecution.RunId);
        }
        catch (RpcException e)
        {
            // Whether the server took the answer is unknown, so the run in memory may be ahead of its history.
            processor.Evict(task.WorkflowExecution.RunId);
            LogRefused(task.WorkflowType?.Name, task.WorkflowExecution.WorkflowId, task.WorkflowExecution.RunId, e.StatusCode, e.Status.Detail);
        }

        return null;
    }

    private async Task<PollWorkflowTaskQueueResponse?> AnswerAsync(WorkflowTaskResponse response)
    {
        var limits = new CallLimits(client.RpcTimeout, AnswerFor);
        switch (response)
        {
            case WorkflowTaskResponse.Completed completed:
                return await CompleteAsync(completed.Request, limits).ConfigureAwait(false);
            case WorkflowTaskResponse.Failed failed:
                await connection.CallAsync(static (s, r, o) => s.RespondWorkflowTaskFailedAsync(r, o), failed.Request, limits, abort).ConfigureAwait(false);
                break;
            case WorkflowTaskResponse.QueryAnswered answered:
                await connection.CallAsync(static (s, r, o) => s.RespondQueryTaskCompletedAsync(r, o), answered.Request, limits, abort).ConfigureAwait(false);
                break;
        }

        return null;
    }

    private async Task<PollWorkflowTaskQueueResponse?> CompleteAsync(RespondWorkflowTaskCompletedRequest request, CallLimits limits)
    {
        var slots = eager?.Request(request) ?? 0;
        RespondWorkflowTaskCompletedResponse? answer = null;
        try
        {
            answer = await connection.CallAsync(static (s, r, o) => s.RespondWorkflowTaskCompletedAsync(r, o), request, limits, abort).ConfigureAwait(false);
            return answer.WorkflowTask;
        }
        catch (RpcException e) when (RpcErrors.IsTooLarge(e))
        {
            // Saying so fails the task with a reason people can read, where silence would let it time out.
            var failed = new RespondWorkflowTaskFailedRequest
            {
                TaskToken = request.TaskToken,
                Namespace = request.Namespace,
                Identity = request.Identity,
                Cause = WorkflowTaskFailedCause.GrpcMessageTooLarge,
                Failure = client.DataConverter.FailureConverter.ToFailure(e, client.DataConverter.PayloadConverter),
            };
            await connection.CallAsync(static (s, r, o) => s.RespondWorkflowTaskFailedAsync(r, o), failed, limits, abort).ConfigureAwait(false);
            throw;
        }
        finally
        {
            eager?.Run(slots, answer?.ActivityTasks ?? []);
        }
    }

    [LoggerMessage(10, LogLevel.Warning, "The server did not take the answer to a task of {WorkflowType} '{WorkflowId}' (run {RunId}); the run will be replayed. {Code}: {Detail}")]
    private partial void LogRefused(string? workflowType, string workflowId, string runId, StatusCode code, string detail);
}
