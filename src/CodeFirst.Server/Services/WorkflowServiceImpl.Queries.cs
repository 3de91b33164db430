using CodeFirst.Engine;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.ErrorDetails.V1;
using CodeFirst.Protocol.Failure.V1;
using CodeFirst.Protocol.Query.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Errors;
using CodeFirst.Server.Matching;
using CodeFirst.Server.Runs;
using Google.Protobuf;
using Grpc.Core;

namespace CodeFirst.Server.Services;

/// <summary>Queries: asking, and answering one that was polled as a task of its own.</summary>
internal sealed partial class WorkflowServiceImpl
{
    public override async Task<QueryWorkflowResponse> QueryWorkflow(QueryWorkflowRequest request, ServerCallContext context)
    {
        var host = await FindHostAsync(request.Namespace, request.Execution, context.CancellationToken);
        _checks.Id("QueryType", request.Query?.QueryType ?? string.Empty);
        _checks.Blob("QueryArgs", request.Query!.QueryArgs);
        var answer = await AskAsync(host, request, context);
        if (answer.RejectedStatus is { } status)
        {
            return new QueryWorkflowResponse { QueryRejected = new QueryRejected { Status = status } };
        }

        var result = answer.Result!;
        return result.ResultType == QueryResultType.Answered
            ? new QueryWorkflowResponse { QueryResult = result.Answer }
            : throw ToRefusal(result).ToException();
    }

    public override async Task<RespondQueryTaskCompletedResponse> RespondQueryTaskCompleted(RespondQueryTaskCompletedRequest request, ServerCallContext context)
    {
        var token = await ReadTokenAsync(request.TaskToken, request.Namespace, identity: string.Empty, context.CancellationToken);
        _checks.Id("QueryId of the task token", token.QueryId);
        var result = new WorkflowQueryResult
        {
            ResultType = request.CompletedType,
            Answer = request.QueryResult,
            ErrorMessage = request.ErrorMessage,
            Failure = request.Failure,
        };
        await FindHost(token).AnswerQueryAsync(token.RunId, token.QueryId, Limit(result), context.CancellationToken);
        return new RespondQueryTaskCompletedResponse();
    }

    private async Task<Queries.QueryAnswer> AskAsync(IWorkflowHost host, QueryWorkflowRequest request, ServerCallContext context)
    {
        using var place = await limits.Waits.EnterAsync(context.CancellationToken);
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, drain.Token);
        try
        {
            return await host.QueryAsync(request, options.QueryTimeout, mayRelay: true, wait.Token).WaitAsync(options.QueryTimeout, _time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            await wait.CancelAsync();
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, "no worker answered the query in time; is one polling the workflow's task queue?"));
        }
        catch (OperationCanceledException) when (drain.Token.IsCancellationRequested)
        {
            throw Refusals.Unavailable("the server is stopping; try again");
        }
    }

    private async Task<PollWorkflowTaskQueueResponse?> TakeQueryAsync(QueryItem item, CancellationToken cancellationToken)
    {
        var host = placement.GetWorkflow(new WorkflowKey(item.Run.NamespaceId, item.Run.WorkflowId));
        if (await host.TakeQueryAsync(item.Run.RunId, item.QueryId, cancellationToken) is not { } view)
        {
            return null;
        }

        // The sticky worker has seen everything up to the last task it completed.
        var firstEventId = item.IsSticky ? view.State.PreviousStartedEventId + 1 : 1;
        var response = await NewPollResponseAsync(view, firstEventId, view.EndEventId, cancellationToken);
        response.TaskToken = new TaskToken
        {
            NamespaceId = item.Run.NamespaceId,
            WorkflowId = item.Run.WorkflowId,
            RunId = item.Run.RunId,
            QueryId = item.QueryId,
        }.ToByteString();
        response.PreviousStartedEventId = view.State.PreviousStartedEventId;
        response.Attempt = 1;
        response.Query = item.Query;
        return response;
    }

    /// <summary>The result itself, or that it is too large to be sent on.</summary>
    private WorkflowQueryResult Limit(WorkflowQueryResult result) => _checks.IsTooLarge(result)
        ? new WorkflowQueryResult { ResultType = QueryResultType.Failed, ErrorMessage = "Query result exceeds size limit." }
        : result;

    private static Refusal ToRefusal(WorkflowQueryResult result)
    {
        var failure = result.Failure ?? new Failure { Message = result.ErrorMessage };
        var message = result.ErrorMessage.Length > 0 ? result.ErrorMessage : failure.Message;
        return new Refusal(RefusalCode.InvalidArgument, message, new QueryFailedFailure { Failure = failure });
    }
}
