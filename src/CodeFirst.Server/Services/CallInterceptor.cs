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
        var began = TimeProvider.System.GetTimestamp();
        string? error = null;
        try
        {
            return await continuation(request, context);
        }
        catch (Exception exception)
        {
            var status = ToStatus(exception, context);
            error = status.StatusCode.ToString();
            throw status;
        }
        finally
        {
            // /temporal.api.workflowservice.v1.WorkflowService/StartWorkflowExecution
            var operation = context.Method[(context.Method.LastIndexOf('/') + 1)..];
            metrics.CountRequest(operation, TimeProvider.System.GetElapsedTime(began), error);
        }
    }

    private RpcException ToStatus(Exception exception, ServerCallContext context)
    {
        switch (exception)
        {
            case RpcException status:
                return status;

            case OperationCanceledException when context.CancellationToken.IsCancellationRequested:
                return new RpcException(new Status(StatusCode.Cancelled, "the call was cancelled, or its deadline passed"));

            case StoreUnavailableException or ObjectDisposedException:
                LogStoreUnavailable(context.Method, exception);
                return Refusals.Unavailable("the store is not available: whether the operation happened is unknown; try again with the same request id");

            default:
                LogUnexpected(context.Method, exception);
                return new RpcException(new Status(StatusCode.Internal, "the server failed to process the call; its log says why"));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method}: the store is not available")]
    private partial void LogStoreUnavailable(string method, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed")]
    private partial void LogUnexpected(string method, Exception exception);
}
