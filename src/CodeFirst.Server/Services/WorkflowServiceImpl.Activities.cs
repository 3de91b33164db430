using CodeFirst.Engine;
using CodeFirst.Engine.Activities;
using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Failure.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Matching;
using CodeFirst.Server.Runs;
using CodeFirst.Storage.Runs;
using Google.Protobuf;
using Grpc.Core;

namespace CodeFirst.Server.Services;

/// <summary>Activity tasks: polling, heartbeats and the three ways to end an attempt.</summary>
internal sealed partial class WorkflowServiceImpl
{
    private const string HeartbeatTooLarge = "Heartbeat details exceed size limit.";
    private const string FailureTooLarge = "Failure exceeds size limit.";

    public override async Task<PollActivityTaskQueueResponse> PollActivityTaskQueue(PollActivityTaskQueueRequest request, ServerCallContext context)
    {
        var queue = await FindPolledQueueAsync(request.Namespace, request.TaskQueue, TaskKind.Activity, request.Identity, context);
        return await PollAsync(queue, request.Identity, context, TakeAsync) ?? new PollActivityTaskQueueResponse();

        Task<PollActivityTaskQueueResponse?> TakeAsync(QueueItem item) => item is StartedActivityItem started
            ? Task.FromResult<PollActivityTaskQueueResponse?>(ToPollResponse(request.Namespace, started.Run, started.Started))
            : TakeActivityAsync((ReadyItem)item, request, context.CancellationToken);
    }

    public override async Task<RecordActivityTaskHeartbeatResponse> RecordActivityTaskHeartbeat(
        RecordActivityTaskHeartbeatRequest request,
        ServerCallContext context)
    {
        var token = await ReadTokenAsync(request.TaskToken, request.Namespace, request.Identity, context.CancellationToken);
        if (_checks.IsTooLarge(request.Details))
        {
            await FailTooLargeAsync(token, HeartbeatTooLarge, request.Identity, context.CancellationToken);
            return new RecordActivityTaskHeartbeatResponse { CancelRequested = true };
        }

        var command = new HeartbeatActivity(token, request.Details, request.Identity);
        var reply = await FindHost(token).ExecuteAsync(new RunTarget(token.RunId), command, context.CancellationToken);
        var recorded = (HeartbeatRecorded)reply!;
        return new RecordActivityTaskHeartbeatResponse
        {
            CancelRequested = recorded.CancelRequested,
            ActivityPaused = recorded.IsPaused,
            ActivityReset = recorded.IsReset,
        };
    }

    public override async Task<RespondActivityTaskCompletedResponse> RespondActivityTaskCompleted(
        RespondActivityTaskCompletedRequest request,
        ServerCallContext context)
    {
        var token = await ReadTokenAsync(request.TaskToken, request.Namespace, request.Identity, context.CancellationToken);
        if (_checks.IsTooLarge(request.Result))
        {
            await FailTooLargeAsync(token, "Complete result exceeds size limit.", request.Identity, context.CancellationToken);
            return new RespondActivityTaskCompletedResponse();
        }

        await FindHost(token).ExecuteAsync(new RunTarget(token.RunId), new CompleteActivity(token, request), context.CancellationToken);
        return new RespondActivityTaskCompletedResponse();
    }

    public override async Task<RespondActivityTaskFailedResponse> RespondActivityTaskFailed(RespondActivityTaskFailedRequest request, ServerCallContext context)
    {
        var token = await ReadTokenAsync(request.TaskToken, request.Namespace, request.Identity, context.CancellationToken);
        var response = new RespondActivityTaskFailedResponse();
        if (_checks.IsTooLarge(request.LastHeartbeatDetails))
        {
            response.Failures.Add(TooLarge(HeartbeatTooLarge));
            request.LastHeartbeatDetails = null;
        }

        if (_checks.IsTooLarge(request.Failure))
        {
            request.Failure = TooLarge(FailureTooLarge, request.Failure);
            response.Failures.Add(request.Failure);
        }

        await FindHost(token).ExecuteAsync(new RunTarget(token.RunId), new FailActivity(token, request), context.CancellationToken);
        return response;
    }

    public override async Task<RespondActivityTaskCanceledResponse> RespondActivityTaskCanceled(
        RespondActivityTaskCanceledRequest request,
        ServerCallContext context)
    {
        var token = await ReadTokenAsync(request.TaskToken, request.Namespace, request.Identity, context.CancellationToken);
        if (_checks.IsTooLarge(request.Details))
        {
            await FailTooLargeAsync(token, "Cancel details exceed size limit.", request.Identity, context.CancellationToken);
            return new RespondActivityTaskCanceledResponse();
        }

        await FindHost(token).ExecuteAsync(new RunTarget(token.RunId), new CancelActivity(token, request), context.CancellationToken);
        return new RespondActivityTaskCanceledResponse();
    }

    /// <summary>
    /// Fails an activity whose answer is too large to keep. Refusing the answer would leave its workflow without news until a timeout, and every
    /// further attempt would most likely answer the same.
    /// </summary>
    private async Task FailTooLargeAsync(TaskToken token, string text, string identity, CancellationToken cancellationToken)
    {
        var request = new RespondActivityTaskFailedRequest { Failure = TooLarge(text), Identity = identity };
        await FindHost(token).ExecuteAsync(new RunTarget(token.RunId), new FailActivity(token, request), cancellationToken);
    }

    private static Failure TooLarge(string text, Failure? cause = null) => new()
    {
        Message = text,
        Source = "Server",
        ServerFailureInfo = new ServerFailureInfo { NonRetryable = true },
        Cause = cause is null ? null : FailureLimits.Shorten(cause),
    };

    private async Task<PollActivityTaskQueueResponse?> TakeActivityAsync(
        ReadyItem item,
        PollActivityTaskQueueRequest request,
        CancellationToken cancellationToken)
    {
        var command = new StartActivity(item.Task.ScheduledEventId, item.Task.Attempt, item.RequestId, request.Identity) { TaskQueue = item.Task.TaskQueue };
        try
        {
            var host = placement.GetWorkflow(new WorkflowKey(item.Run.NamespaceId, item.Run.WorkflowId));
            var reply = await host.ExecuteAsync(new RunTarget(item.Run.RunId), command, cancellationToken);
            return ToPollResponse(request.Namespace, item.Run, (ActivityStarted)reply!);
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    private static PollActivityTaskQueueResponse ToPollResponse(string @namespace, RunKey run, ActivityStarted started)
    {
        var (token, activity, workflowType) = started;
        var scheduled = activity.Scheduled;
        return new PollActivityTaskQueueResponse
        {
            TaskToken = token.ToByteString(),
            WorkflowNamespace = @namespace,
            WorkflowType = new WorkflowType { Name = workflowType },
            WorkflowExecution = new WorkflowExecution { WorkflowId = run.WorkflowId, RunId = run.RunId },
            ActivityType = scheduled.ActivityType,
            ActivityId = scheduled.ActivityId,
            Header = scheduled.Header,
            Input = scheduled.Input,
            HeartbeatDetails = activity.HeartbeatDetails,
            ScheduledTime = activity.ScheduledTime,
            CurrentAttemptScheduledTime = activity.ReadyTime,
            StartedTime = activity.StartedTime,
            Attempt = activity.Attempt,
            ScheduleToCloseTimeout = scheduled.ScheduleToCloseTimeout,
            StartToCloseTimeout = scheduled.StartToCloseTimeout,
            HeartbeatTimeout = scheduled.HeartbeatTimeout,
            RetryPolicy = scheduled.RetryPolicy,
            Priority = scheduled.Priority,
        };
    }
}
