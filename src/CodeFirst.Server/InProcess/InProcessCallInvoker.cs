using Grpc.Core;

namespace CodeFirst.Server.InProcess;

/// <summary>
/// Calls the services of a server in this process directly: no bytes, no sockets. Deadlines, cancellation, headers and errors are as over the wire.
/// Messages are passed as they are: neither side may change one after it was sent.
/// </summary>
internal sealed class InProcessCallInvoker(InProcessMethods methods) : CallInvoker
{
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var context = new InProcessCallContext(method.FullName, options);
        var response = CallAsync(method, context, request);
        return new AsyncUnaryCall<TResponse>(
            response,
            Task.FromResult(Metadata.Empty),
            () => GetStatus(response),
            static () => Metadata.Empty,
            context.Cancel);
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        AsyncUnaryCall(method, host, options, request).ResponseAsync.GetAwaiter().GetResult();

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw Unsupported(method);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw Unsupported(method);

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw Unsupported(method);

    private async Task<TResponse> CallAsync<TRequest, TResponse>(Method<TRequest, TResponse> method, InProcessCallContext context, TRequest request)
        where TRequest : class
        where TResponse : class
    {
        using (context)
        {
            try
            {
                var response = await methods.Find(method)(request, context);
                return context.CancellationToken.IsCancellationRequested
                    ? throw new RpcException(new Status(StatusCode.Cancelled, "the call was cancelled"))
                    : response;
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.Cancelled && context.IsDeadlineOver)
            {
                throw new RpcException(new Status(StatusCode.DeadlineExceeded, "the deadline of the call passed"));
            }
        }
    }

    private static Status GetStatus(Task response) => response.Exception?.InnerException switch
    {
        null => Status.DefaultSuccess,
        RpcException exception => exception.Status,
        var exception => new Status(StatusCode.Internal, exception.Message, exception),
    };

    private static RpcException Unsupported(IMethod method) => new(new Status(StatusCode.Unimplemented, $"{method.FullName} streams; calls in this process are unary"));
}
