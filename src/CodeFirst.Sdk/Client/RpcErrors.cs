using CodeFirst.Protocol.ErrorDetails.V1;
using Google.Protobuf;
using Grpc.Core;

namespace CodeFirst.Sdk.Client;

/// <summary>What gRPC errors mean. The only place where they are turned into exceptions of this library.</summary>
internal static class RpcErrors
{
    /// <summary>Whether the same call may succeed a little later.</summary>
    public static bool IsTransient(RpcException error, bool isLongPoll) => error.StatusCode switch
    {
        StatusCode.ResourceExhausted => !IsTooLarge(error),
        StatusCode.Unavailable or StatusCode.Aborted or StatusCode.Internal or StatusCode.Unknown or StatusCode.DataLoss => true,

        // By the server, when it shuts down: what the caller cancels is sorted out before.
        StatusCode.Cancelled => true,
        StatusCode.DeadlineExceeded => isLongPoll,
        _ => false,
    };

    /// <summary>Whether the message was larger than the receiver takes. gRPC has no code of its own for it; these are the words of its Go, C++ and .NET servers.</summary>
    public static bool IsTooLarge(RpcException error) => error.StatusCode == StatusCode.ResourceExhausted
        && (error.Status.Detail.Contains("larger than max", StringComparison.OrdinalIgnoreCase)
            || error.Status.Detail.Contains("exceeds the maximum configured message size", StringComparison.OrdinalIgnoreCase));

    public static Exception ToException(RpcException error, CodeFirstClientOptions client)
    {
        var detail = error.Status.Detail;
        if (TryGetDetail<QueryFailedFailure>(error, out var queryFailed))
        {
            Exception cause = queryFailed.Failure is { } failure ? client.DataConverter.FailureConverter.ToException(failure, client.DataConverter.PayloadConverter) : error;
            return new WorkflowQueryFailedException(detail, cause);
        }

        return new CodeFirstRpcException(ToMessage(error, client), error.StatusCode, error);
    }

    /// <summary>As <see cref="ToException"/>, for a call that starts a workflow.</summary>
    public static Exception ToStartException(RpcException error, CodeFirstClientOptions client, string workflowId) =>
        TryGetDetail<WorkflowExecutionAlreadyStartedFailure>(error, out var started)
            ? new WorkflowAlreadyStartedException(
                $"Workflow '{workflowId}' exists already (run {started.RunId}). Use another id, or set {nameof(WorkflowOptions.IdConflictPolicy)} or {nameof(WorkflowOptions.IdReusePolicy)} of {nameof(WorkflowOptions)}.",
                workflowId,
                started.RunId)
            : ToException(error, client);

    /// <summary>Cause and next step.</summary>
    public static string ToMessage(RpcException error, CodeFirstClientOptions client)
    {
        var detail = error.Status.Detail;
        if (TryGetDetail<NamespaceNotFoundFailure>(error, out _))
        {
            return $"The server at {client.Address} has no namespace '{client.Namespace}'. Register it, or set {nameof(CodeFirstClientOptions.Namespace)} of the client's options.";
        }

        return error.StatusCode switch
        {
            StatusCode.Unavailable =>
                $"No server answers at {client.Address} ({detail}). Is one running? Start one with: codefirst server start",
            StatusCode.DeadlineExceeded =>
                $"The server at {client.Address} did not answer in time. Is it overloaded, or {nameof(CodeFirstClientOptions.RpcTimeout)} of the client's options too short?",
            StatusCode.Unauthenticated =>
                $"The server at {client.Address} does not know who calls ({detail}). Set {nameof(CodeFirstClientOptions.ApiKey)} or {nameof(CodeFirstClientOptions.Tls)} of the client's options.",
            StatusCode.Unimplemented =>
                $"The server at {client.Address} does not have this call ({detail}). Is it a workflow server, and recent enough?",
            _ => string.IsNullOrEmpty(detail) ? $"The server at {client.Address} answered {error.StatusCode}." : detail,
        };
    }

    private static bool TryGetDetail<T>(RpcException error, out T detail)
        where T : class, IMessage<T>, new()
    {
        detail = error.Trailers.GetRpcStatus(ignoreParseError: true)?.GetDetail<T>()!;
        return detail is not null;
    }
}
