using CodeFirst.Engine;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Errors;
using Google.Protobuf;
using Grpc.Core;

namespace CodeFirst.Server.Services;

/// <summary>Activities that are answered from outside their worker, by workflow and activity id: the started attempt is looked up, then all is as with its token.</summary>
internal sealed partial class WorkflowServiceImpl
{
    public override async Task<RecordActivityTaskHeartbeatByIdResponse> RecordActivityTaskHeartbeatById(
        RecordActivityTaskHeartbeatByIdRequest request,
        ServerCallContext context)
    {
        var token = await FindAttemptAsync(request.Namespace, request.WorkflowId, request.RunId, request.ActivityId, context.CancellationToken);
        var answer = await RecordActivityTaskHeartbeat(
            new() { Namespace = request.Namespace, TaskToken = token, Details = request.Details, Identity = request.Identity },
            context);
        return new RecordActivityTaskHeartbeatByIdResponse
        {
            CancelRequested = answer.CancelRequested,
            ActivityPaused = answer.ActivityPaused,
            ActivityReset = answer.ActivityReset,
        };
    }

    public override async Task<RespondActivityTaskCompletedByIdResponse> RespondActivityTaskCompletedById(
        RespondActivityTaskCompletedByIdRequest request,
        ServerCallContext context)
    {
        var token = await FindAttemptAsync(request.Namespace, request.WorkflowId, request.RunId, request.ActivityId, context.CancellationToken);
        await RespondActivityTaskCompleted(
            new() { Namespace = request.Namespace, TaskToken = token, Result = request.Result, Identity = request.Identity },
            context);
        return new RespondActivityTaskCompletedByIdResponse();
    }

    public override async Task<RespondActivityTaskFailedByIdResponse> RespondActivityTaskFailedById(
        RespondActivityTaskFailedByIdRequest request,
        ServerCallContext context)
    {
        var token = await FindAttemptAsync(request.Namespace, request.WorkflowId, request.RunId, request.ActivityId, context.CancellationToken);
        var failed = new RespondActivityTaskFailedRequest
        {
            Namespace = request.Namespace,
            TaskToken = token,
            Failure = request.Failure,
            Identity = request.Identity,
            LastHeartbeatDetails = request.LastHeartbeatDetails,
            Cause = request.Cause,
        };
        return new RespondActivityTaskFailedByIdResponse { Failures = { (await RespondActivityTaskFailed(failed, context)).Failures } };
    }

    public override async Task<RespondActivityTaskCanceledByIdResponse> RespondActivityTaskCanceledById(
        RespondActivityTaskCanceledByIdRequest request,
        ServerCallContext context)
    {
        var token = await FindAttemptAsync(request.Namespace, request.WorkflowId, request.RunId, request.ActivityId, context.CancellationToken);
        await RespondActivityTaskCanceled(
            new() { Namespace = request.Namespace, TaskToken = token, Details = request.Details, Identity = request.Identity },
            context);
        return new RespondActivityTaskCanceledByIdResponse();
    }

    /// <summary>The token of the attempt that a worker has; refuses NOT_FOUND when there is none.</summary>
    private async Task<ByteString> FindAttemptAsync(
        string @namespace,
        string workflowId,
        string runId,
        string activityId,
        CancellationToken cancellationToken)
    {
        _checks.Id("ActivityId", activityId);
        var host = await FindHostAsync(@namespace, new WorkflowExecution { WorkflowId = workflowId, RunId = runId }, cancellationToken);
        var state = (await host.ReadAsync(runId, cancellationToken)).State;
        foreach (var (scheduledEventId, activity) in state.Activities)
        {
            if (activity.Scheduled.ActivityId == activityId && activity.StartedTime is { } startedTime)
            {
                return new TaskToken
                {
                    NamespaceId = state.NamespaceId,
                    WorkflowId = state.WorkflowId,
                    RunId = state.RunId,
                    ScheduledEventId = scheduledEventId,
                    Attempt = activity.Attempt,
                    StartedTime = startedTime,
                }.ToByteString();
            }
        }

        throw Refusals.ActivityNotFound(activityId).ToException();
    }
}
