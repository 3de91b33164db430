using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Failure.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Sdk.Client;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Sdk.Activities;

/// <summary>Tells the server how one attempt goes and how it ended.</summary>
internal sealed partial class ActivityReport(
    ServiceConnection connection, CodeFirstClientOptions client, ByteString taskToken, ActivityInfo info, TimeProvider timeProvider, ILogger logger, CancellationToken abort)
{
    private static readonly TimeSpan MinimumReportTime = TimeSpan.FromSeconds(10);

    private readonly long _startedAt = timeProvider.GetTimestamp();

    /// <summary>Sends a heartbeat and cancels the attempt where the answer says so.</summary>
    /// <returns>False when it did not arrive and another attempt makes sense.</returns>
    public async Task<bool> HeartbeatAsync(Payloads? details, AttemptCancellation cancellation, CancellationToken cancellationToken)
    {
        var request = new RecordActivityTaskHeartbeatRequest { Namespace = client.Namespace, Identity = client.Identity, TaskToken = taskToken, Details = details };
        var limits = new CallLimits(client.RpcTimeout, HeartbeatReporter.GetInterval(info.HeartbeatTimeout));
        try
        {
            var response = await connection.CallAsync(static (s, r, o) => s.RecordActivityTaskHeartbeatAsync(r, o), request, limits, cancellationToken).ConfigureAwait(false);
            if (ToReason(response) is var reason and not ActivityCancelReason.None)
            {
                cancellation.Cancel(reason);
            }

            return true;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            cancellation.Cancel(ActivityCancelReason.Gone);
            return true;
        }
        catch (RpcException e)
        {
            LogHeartbeatFailed(info.ActivityType, info.ActivityId, info.WorkflowId, e.StatusCode, e.Status.Detail);
            return false;
        }
    }

    public async Task CompletedAsync(Payload? result)
    {
        var request = new RespondActivityTaskCompletedRequest { Namespace = client.Namespace, Identity = client.Identity, TaskToken = taskToken };
        if (result is not null)
        {
            request.Result = new Payloads { Payloads_ = { result } };
        }

        var refusal = await SendAsync(static (s, r, o) => s.RespondActivityTaskCompletedAsync(r, o), request).ConfigureAwait(false);
        if (refusal is not null && (refusal.StatusCode == StatusCode.InvalidArgument || RpcErrors.IsTooLarge(refusal)))
        {
            var failure = new ApplicationFailureException($"The result of activity {info.ActivityType} was refused: {refusal.Status.Detail}", errorType: "ResultRefused");
            await FailedAsync(ToFailure(failure), details: null).ConfigureAwait(false);
        }
    }

    /// <summary>Reports an attempt that ended with an exception: as cancelled, as failed, or not at all where nobody waits for it any more.</summary>
    public async Task EndedAsync(Exception exception, ActivityCancelReason reason, Payloads? details)
    {
        var isCancellation = exception is OperationCanceledException or CanceledFailureException;
        if (isCancellation && reason == ActivityCancelReason.Requested)
        {
            var request = new RespondActivityTaskCanceledRequest
            {
                Namespace = client.Namespace,
                Identity = client.Identity,
                TaskToken = taskToken,
                Details = (exception as CanceledFailureException)?.Details.ToPayloads(client.DataConverter.PayloadConverter),
            };
            await SendAsync(static (s, r, o) => s.RespondActivityTaskCanceledAsync(r, o), request).ConfigureAwait(false);
            return;
        }

        if (reason is ActivityCancelReason.Gone or ActivityCancelReason.TimedOut)
        {
            LogNotReported(info.ActivityType, info.ActivityId, info.Attempt, info.WorkflowId, reason, exception);
            return;
        }

        if (exception is not ApplicationFailureException { Category: ApplicationErrorCategory.Benign })
        {
            LogFailed(info.ActivityType, info.ActivityId, info.Attempt, info.WorkflowId, exception);
        }

        var failure = ToFailure(exception);
        if (isCancellation)
        {
            // Nobody asked for it, so it is a failure like any other: a time limit of an HTTP client, or the worker that stops. Sent as a cancellation it would not be retried.
            var type = reason == ActivityCancelReason.None ? exception.GetType().Name : reason.ToString();
            failure.ApplicationFailureInfo = new ApplicationFailureInfo { Type = type };
        }

        await FailedAsync(failure, details).ConfigureAwait(false);
    }

    private static ActivityCancelReason ToReason(RecordActivityTaskHeartbeatResponse response) => response switch
    {
        { CancelRequested: true } => ActivityCancelReason.Requested,
        { ActivityReset: true } => ActivityCancelReason.Reset,
        { ActivityPaused: true } => ActivityCancelReason.Paused,
        _ => ActivityCancelReason.None,
    };

    private async Task FailedAsync(Failure failure, Payloads? details)
    {
        var request = new RespondActivityTaskFailedRequest
        {
            Namespace = client.Namespace,
            Identity = client.Identity,
            TaskToken = taskToken,
            Failure = failure,
            LastHeartbeatDetails = details,
        };
        await SendAsync(static (s, r, o) => s.RespondActivityTaskFailedAsync(r, o), request).ConfigureAwait(false);
    }

    private Failure ToFailure(Exception exception)
    {
        var converter = client.DataConverter;
        try
        {
            return converter.FailureConverter.ToFailure(exception, converter.PayloadConverter);
        }
        catch (InvalidOperationException e)
        {
            // A detail that cannot be encoded must not hide the failure.
            var plain = new ApplicationFailureException($"{exception.Message} (its details could not be encoded: {e.Message})", errorType: exception.GetType().Name);
            return converter.FailureConverter.ToFailure(plain, converter.PayloadConverter);
        }
    }

    /// <returns>The server's refusal, if it did not take the report.</returns>
    private async Task<RpcException?> SendAsync<TRequest, TResponse>(
        Func<WorkflowService.WorkflowServiceClient, TRequest, CallOptions, AsyncUnaryCall<TResponse>> method, TRequest request)
    {
        try
        {
            await connection.CallAsync(method, request, new CallLimits(client.RpcTimeout, GetReportTime()), abort).ConfigureAwait(false);
            return null;
        }
        catch (RpcException e)
        {
            LogRefused(info.ActivityType, info.ActivityId, info.Attempt, info.WorkflowId, e.StatusCode, e.Status.Detail);
            return e;
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>A result is worth sending for as long as the server waits for it: losing it costs another attempt.</summary>
    private TimeSpan GetReportTime()
    {
        var timeLeft = (info.StartToCloseTimeout ?? info.ScheduleToCloseTimeout ?? TimeSpan.Zero) - timeProvider.GetElapsedTime(_startedAt);
        return timeLeft > MinimumReportTime ? timeLeft : MinimumReportTime;
    }

    [LoggerMessage(20, LogLevel.Warning, "Attempt {Attempt} of activity {ActivityType} ({ActivityId}) of workflow '{WorkflowId}' failed.")]
    private partial void LogFailed(string activityType, string activityId, int attempt, string workflowId, Exception exception);

    [LoggerMessage(21, LogLevel.Information, "Attempt {Attempt} of activity {ActivityType} ({ActivityId}) of workflow '{WorkflowId}' ended too late to be reported: {Reason}.")]
    private partial void LogNotReported(string activityType, string activityId, int attempt, string workflowId, ActivityCancelReason reason, Exception exception);

    [LoggerMessage(22, LogLevel.Warning, "The server did not take the report of attempt {Attempt} of activity {ActivityType} ({ActivityId}) of workflow '{WorkflowId}'. {Code}: {Detail}")]
    private partial void LogRefused(string activityType, string activityId, int attempt, string workflowId, StatusCode code, string detail);

    [LoggerMessage(23, LogLevel.Warning, "A heartbeat of activity {ActivityType} ({ActivityId}) of workflow '{WorkflowId}' did not arrive. {Code}: {Detail}")]
    private partial void LogHeartbeatFailed(string activityType, string activityId, string workflowId, StatusCode code, string detail);
}
