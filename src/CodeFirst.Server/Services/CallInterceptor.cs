using CodeFirst.Protocol.ErrorDetails.V1;
using CodeFirst.Server.Errors;
using CodeFirst.Server.Metrics;
using CodeFirst.Storage;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Server.Services;

/// <summary>Around every call: turns whatever it throws into a status that says whether to try again, logs what nobody expected, and measures.</summary>
internal sealed partial class CallInterceptor(ServerMetrics metrics, ILogger<CallInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation)
    {
        // /temporal.api.workflowservice.v1.WorkflowService/StartWorkflowExecution
        var operation = context.Method[(context.Method.LastIndexOf('/') + 1)..];
        var began = TimeProvider.System.GetTimestamp();
        string? error = null;
        try
        {
            return await continuation(request, context);
        }
        catch (Exception exception)
        {
            var status = ToStatus(exception, request, context);
            error = status.StatusCode.ToString();
            CountWhenExhausted(operation, status);
            throw status;
        }
        finally
        {
            metrics.CountRequest(operation, TimeProvider.System.GetElapsedTime(began), error);
        }
    }

    private void CountWhenExhausted(string operation, RpcException status)
    {
        if (status.StatusCode == StatusCode.ResourceExhausted && status.GetRpcStatus()?.GetDetail<ResourceExhaustedFailure>() is { } detail)
        {
            metrics.CountExhausted(operation, detail.Cause);
        }
    }

    private RpcException ToStatus(Exception exception, object request, ServerCallContext context)
    {
        switch (exception)
        {
            case RpcException status:
                return status;

            case OperationCanceledException when context.CancellationToken.IsCancellationRequested:
                return new RpcException(new Status(StatusCode.Cancelled, "the call was cancelled, or its deadline passed"));

            case StoreUnavailableException or ObjectDisposedException:
                var (workflowId, runId) = RequestSubject.Of(request);
                LogStoreUnavailable(context.Method, workflowId, runId, exception);
                return Refusals.Unavailable("the store is not available: whether the operation happened is unknown; try again with the same request id");

            default:
                (workflowId, runId) = RequestSubject.Of(request);
                LogUnexpected(context.Method, workflowId, runId, exception);
                return new RpcException(new Status(StatusCode.Internal, "the server failed to process the call; its log says why"));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method}: the store is not available; workflow '{WorkflowId}', run '{RunId}'")]
    private partial void LogStoreUnavailable(string method, string workflowId, string runId, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed; workflow '{WorkflowId}', run '{RunId}'")]
    private partial void LogUnexpected(string method, string workflowId, string runId, Exception exception);
}
