using CodeFirst.Engine;
using CodeFirst.Engine.Tasks;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.TaskQueue.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Histories;
using CodeFirst.Server.Matching;
using CodeFirst.Server.Runs;
using CodeFirst.Server.Services.Tokens;
using CodeFirst.Storage.Runs;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CodeFirst.Server.Services;

/// <summary>Workflow tasks: polling, completing and failing.</summary>
internal sealed partial class WorkflowServiceImpl
{
    public override async Task<PollWorkflowTaskQueueResponse> PollWorkflowTaskQueue(PollWorkflowTaskQueueRequest request, ServerCallContext context)
    {
        var queue = await FindPolledQueueAsync(request.Namespace, request.TaskQueue, TaskKind.Workflow, request.Identity, context);
        return await PollAsync(queue, request.Identity, context, TakeAsync) ?? new PollWorkflowTaskQueueResponse();

        async Task<PollWorkflowTaskQueueResponse?> TakeAsync(QueueItem item) => item switch
        {
            StartedWorkflowTaskItem started => await ToPollResponseAsync(started.Handout, context.CancellationToken),
            QueryItem query => await TakeQueryAsync(query, context.CancellationToken),
            _ => await TakeWorkflowTaskAsync((ReadyItem)item, request, context.CancellationToken),
        };
    }

    public override async Task<RespondWorkflowTaskCompletedResponse> RespondWorkflowTaskCompleted(
        RespondWorkflowTaskCompletedRequest request,
        ServerCallContext context)
    {
        var token = await ReadTokenAsync(request.TaskToken, request.Namespace, request.Identity, context.CancellationToken);
        if (request.IntermediatePage || request.PageNumber > 0)
        {
            throw RequestChecks.Invalid("The commands of a workflow task come in one page: this server does not offer the capability to split them.");
        }

        _checks.OptionalId("StickyAttributes.WorkerTaskQueue", request.StickyAttributes?.WorkerTaskQueue?.Name ?? string.Empty);
        if (request.Namespace.Length == 0)
        {
            request.Namespace = (await namespaces.GetByIdAsync(token.NamespaceId, context.CancellationToken)).Name;
        }

        foreach (var (queryId, result) in request.QueryResults.ToList())
        {
            request.QueryResults[queryId] = Limit(result);
        }

        var command = new CompleteWorkflowTask(token, request, Guid.NewGuid().ToString()) { Fault = await CheckCommandsAsync(token, request, context.CancellationToken) };
        var answer = await FindHost(token).CompleteWorkflowTaskAsync(new RunTarget(token.RunId), command, context.CancellationToken);
        return await ToResponseAsync(request.Namespace, token, answer, context.CancellationToken);
    }

    public override async Task<RespondWorkflowTaskFailedResponse> RespondWorkflowTaskFailed(RespondWorkflowTaskFailedRequest request, ServerCallContext context)
    {
        var token = await ReadTokenAsync(request.TaskToken, request.Namespace, request.Identity, context.CancellationToken);
        if (_checks.IsTooLarge(request.Failure))
        {
            request.Failure = TooLarge(FailureTooLarge, request.Failure);
        }

        await FindHost(token).ExecuteAsync(new RunTarget(token.RunId), new FailWorkflowTask(token, request), context.CancellationToken);
        return new RespondWorkflowTaskFailedResponse();
    }

    private async Task<RespondWorkflowTaskCompletedResponse> ToResponseAsync(
        string @namespace,
        TaskToken token,
        CompletionAnswer answer,
        CancellationToken cancellationToken)
    {
        var response = new RespondWorkflowTaskCompletedResponse { ResetHistoryEventId = answer.Completed.ResetHistoryEventId };
        if (answer.NextTask is { } next)
        {
            response.WorkflowTask = await ToPollResponseAsync(next, cancellationToken);
        }

        if (!answer.Activities.IsEmpty)
        {
            var name = @namespace.Length > 0 ? @namespace : (await namespaces.GetByIdAsync(token.NamespaceId, cancellationToken)).Name;
            var run = new RunKey(token.NamespaceId, token.WorkflowId, token.RunId);
            response.ActivityTasks.Add(answer.Activities.Select(started => ToPollResponse(name, run, started)));
        }

        return response;
    }

    private async Task<PollWorkflowTaskQueueResponse?> TakeWorkflowTaskAsync(
        ReadyItem item,
        PollWorkflowTaskQueueRequest request,
        CancellationToken cancellationToken)
    {
        var task = item.Task;
        var command = new StartWorkflowTask(request.TaskQueue.Name, task.ScheduledEventId, task.Attempt, item.RequestId, request.Identity) { IsDurable = !cluster.IsAlone };
        var host = placement.GetWorkflow(new WorkflowKey(item.Run.NamespaceId, item.Run.WorkflowId));
        return await host.TakeWorkflowTaskAsync(item.Run.RunId, command, cancellationToken) is { } handout
            ? await ToPollResponseAsync(handout, cancellationToken)
            : null;
    }

    private async Task<PollWorkflowTaskQueueResponse> ToPollResponseAsync(WorkflowTaskHandout handout, CancellationToken cancellationToken)
    {
        var (task, view, queries) = handout;
        var response = await NewPollResponseAsync(view, task.FirstEventId, task.StartedEventId + 1, cancellationToken);
        response.TaskToken = task.Token.ToByteString();
        response.PreviousStartedEventId = task.PreviousStartedEventId;
        response.StartedEventId = task.StartedEventId;
        response.Attempt = task.Attempt;
        response.ScheduledTime = task.ScheduledTime.ToTimestamp();
        response.StartedTime = task.StartedTime.ToTimestamp();
        response.Queries.Add(queries);
        response.Messages.Add(task.Messages);
        return response;
    }

    /// <summary>A poll response with the first page of the history that the worker has not seen, and a token for the rest.</summary>
    private async Task<PollWorkflowTaskQueueResponse> NewPollResponseAsync(
        RunView view,
        long firstEventId,
        long endEventId,
        CancellationToken cancellationToken)
    {
        var page = await histories.ReadAsync(view, firstEventId, endEventId, HistoryReader.MaxPageSize, cancellationToken);
        var response = new PollWorkflowTaskQueueResponse
        {
            WorkflowExecution = new WorkflowExecution { WorkflowId = view.Key.WorkflowId, RunId = view.Key.RunId },
            WorkflowType = new WorkflowType { Name = view.State.WorkflowType },
            WorkflowExecutionTaskQueue = new TaskQueue { Name = view.State.TaskQueue, Kind = TaskQueueKind.Normal },
            History = page.History,
        };
        if (page.NextEventId < endEventId)
        {
            var token = new HistoryPageToken { RunId = view.Key.RunId, NextEventId = page.NextEventId, EndEventId = endEventId };
            response.NextPageToken = token.ToByteString();
        }

        return response;
    }
}
