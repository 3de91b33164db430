using CodeFirst.Engine;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.ErrorDetails.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CodeFirst.Server.Errors;

/// <summary>The refusals that the shell itself decides, and how every refusal goes over the wire.</summary>
internal static class Refusals
{
    // A status travels in HTTP/2 trailers, twice: what is too long for them would break the whole connection of the caller.
    private const int MaxMessageLength = 2_000;
    private const int MaxDetailBytes = 16 * 1024;

    public static Refusal InvalidArgument(string message) => new(RefusalCode.InvalidArgument, message);

    public static Refusal FailedPrecondition(string message) => new(RefusalCode.FailedPrecondition, message);

    public static Refusal NamespaceNotFound(string name) =>
        new(RefusalCode.NotFound, $"Namespace {name} is not found.", new NamespaceNotFoundFailure { Namespace = name });

    public static Refusal WorkflowNotFound(string workflowId, string runId) =>
        new(
            RefusalCode.NotFound,
            runId.Length == 0 ? $"workflow not found for ID: {workflowId}" : $"workflow not found for ID: {workflowId} and RunID: {runId}",
            new NotFoundFailure());

    public static Refusal ActivityNotFound(string activityId) =>
        new(RefusalCode.NotFound, $"no worker has an attempt of the activity with the id '{activityId}': it is not pending, or waits for its next attempt", new NotFoundFailure());

    public static Refusal ScheduleNotFound(string scheduleId) => new(RefusalCode.NotFound, $"schedule not found: {scheduleId}", new NotFoundFailure());

    public static Refusal ScheduleExists(string scheduleId) =>
        new(
            RefusalCode.AlreadyExists,
            $"schedule with this ID is already registered: {scheduleId}",
            new WorkflowExecutionAlreadyStartedFailure());

    public static Refusal UpdateAborted { get; } =
        new(RefusalCode.NotFound, "update aborted by closing workflow", new NotFoundFailure());

    public static Refusal UpdateNotFound(string updateId) =>
        new(RefusalCode.NotFound, $"update \"{updateId}\" not found", new NotFoundFailure());

    public static Refusal PermissionDenied(string message) => new(RefusalCode.PermissionDenied, message, new PermissionDeniedFailure());

    public static Refusal QueryNotFound() =>
        new(RefusalCode.NotFound, "the query is gone: it was answered before, or nobody waits for it any more", new NotFoundFailure());

    public static Refusal AlreadyStarted(RunState run, string message) =>
        new(
            RefusalCode.AlreadyExists,
            message,
            new WorkflowExecutionAlreadyStartedFailure
            {
                StartRequestId = run.StartRequestId,
                RunId = run.RunId,
                FirstExecutionRunId = run.FirstRunId,
            });

    public static Refusal Busy(string message) =>
        new(
            RefusalCode.ResourceExhausted,
            message,
            new ResourceExhaustedFailure { Cause = ResourceExhaustedCause.BusyWorkflow, Scope = ResourceExhaustedScope.Namespace });

    public static Refusal TooMany(string message) =>
        new(
            RefusalCode.ResourceExhausted,
            message,
            new ResourceExhaustedFailure { Cause = ResourceExhaustedCause.ConcurrentLimit, Scope = ResourceExhaustedScope.System });

    public static Refusal Overloaded(string message) =>
        new(
            RefusalCode.ResourceExhausted,
            message,
            new ResourceExhaustedFailure { Cause = ResourceExhaustedCause.SystemOverloaded, Scope = ResourceExhaustedScope.System });

    public static RpcException Unavailable(string message) => new(new Status(StatusCode.Unavailable, message));

    /// <summary>The refusal as gRPC status, with the typed detail where clients look for it.</summary>
    public static RpcException ToException(this Refusal refusal)
    {
        var message = refusal.Message.Length > MaxMessageLength ? refusal.Message[..MaxMessageLength] + "..." : refusal.Message;
        var status = new Google.Rpc.Status { Code = (int)refusal.Code, Message = message };
        if (refusal.Detail is { } detail && detail.CalculateSize() <= MaxDetailBytes)
        {
            status.Details.Add(Any.Pack(detail));
        }

        return status.ToRpcException();
    }
}
