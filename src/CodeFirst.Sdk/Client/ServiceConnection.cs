using CodeFirst.Protocol.WorkflowService.V1;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace CodeFirst.Sdk.Client;

/// <summary>The channel to the server and the one way calls go: with headers, a deadline and retries.</summary>
internal sealed class ServiceConnection : IDisposable
{
    private static readonly TimeSpan OverloadedInterval = TimeSpan.FromSeconds(1);

    private readonly CodeFirstClientOptions _options;
    private readonly GrpcChannel? _channel;
    private readonly Backoff _backoff;
    private readonly Backoff _overloadedBackoff;

    /// <param name="options">Already validated.</param>
    /// <param name="invoker">Takes the place of a channel.</param>
    public ServiceConnection(CodeFirstClientOptions options, CallInvoker? invoker)
    {
        _options = options;
        var retry = options.Retry;
        _backoff = new Backoff(retry.InitialInterval, retry.BackoffCoefficient, retry.MaximumInterval);
        _overloadedBackoff = _backoff with { Initial = TimeSpan.FromTicks(Math.Max(retry.InitialInterval.Ticks, OverloadedInterval.Ticks)) };

        if (invoker is null)
        {
            _channel = ServiceChannel.Create(options);
            invoker = _channel.CreateCallInvoker();
        }

        Service = new WorkflowService.WorkflowServiceClient(invoker.Intercept(AddHeaders));
    }

    public WorkflowService.WorkflowServiceClient Service { get; }

    public CallLimits DefaultLimits => new(_options.RpcTimeout, _options.Retry.MaximumElapsedTime);

    /// <summary>Calls until an attempt succeeds, fails for good, or time is up.</summary>
    /// <exception cref="RpcException">As the last attempt failed.</exception>
    public async Task<TResponse> CallAsync<TRequest, TResponse>(
        Func<WorkflowService.WorkflowServiceClient, TRequest, CallOptions, AsyncUnaryCall<TResponse>> method,
        TRequest request,
        CallLimits limits,
        CancellationToken cancellationToken)
    {
        var clock = _options.TimeProvider;
        var started = clock.GetTimestamp();
        for (var failures = 1; ; failures++)
        {
            TimeSpan delay;
            try
            {
                var deadline = clock.GetUtcNow().UtcDateTime + limits.Timeout;
                using var call = method(Service, request, new CallOptions(deadline: deadline, cancellationToken: cancellationToken));
                return await call.ResponseAsync.ConfigureAwait(false);
            }
            catch (RpcException e) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(e.Status.Detail, e, cancellationToken);
            }
            catch (RpcException e) when (RpcErrors.IsTransient(e, limits.IsLongPoll))
            {
                delay = (e.StatusCode == StatusCode.ResourceExhausted ? _overloadedBackoff : _backoff).After(failures);
                if (clock.GetElapsedTime(started) + delay > limits.RetryFor)
                {
                    throw;
                }
            }

            await Task.Delay(delay, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _channel?.Dispose();

    private Metadata AddHeaders(Metadata headers)
    {
        headers.Add("temporal-namespace", _options.Namespace);
        if (_options.ApiKey is { } key)
        {
            headers.Add("authorization", "Bearer " + key);
        }

        foreach (var (name, value) in _options.Headers)
        {
            headers.Add(name, value);
        }

        return headers;
    }
}
