using CodeFirst.Storage;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Server.Errors;

/// <summary>Turns whatever a call throws into a status that says whether to try again, and logs what nobody expected.</summary>
internal sealed partial class ErrorInterceptor(ILogger<ErrorInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (RpcException)
        {
            throw;
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "the call was cancelled, or its deadline passed"));
        }
        catch (Exception exception) when (exception is StoreUnavailableException or ObjectDisposedException)
        {
            LogStoreUnavailable(context.Method, exception);
            throw Refusals.Unavailable("the store is not available: whether the operation happened is unknown; try again with the same request id");
        }
        catch (Exception exception)
        {
            LogUnexpected(context.Method, exception);
            throw new RpcException(new Status(StatusCode.Internal, "the server failed to process the call; its log says why"));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method}: the store is not available")]
    private partial void LogStoreUnavailable(string method, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed")]
    private partial void LogUnexpected(string method, Exception exception);
}
