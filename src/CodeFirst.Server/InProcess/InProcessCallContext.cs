using Grpc.Core;

namespace CodeFirst.Server.InProcess;

/// <summary>The context of a call from this process. Its token is cancelled by the caller, by the deadline, or by disposing the call.</summary>
internal sealed class InProcessCallContext : ServerCallContext, IDisposable
{
    private readonly string _method;
    private readonly Metadata _headers;
    private readonly DateTime _deadline;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _cancellation;
    private readonly Lock _gate = new();
    private Metadata? _trailers;
    private bool _isOver;
    private bool _isCanceled;

    public InProcessCallContext(string method, CallOptions options)
    {
        _method = method;
        _headers = options.Headers ?? Metadata.Empty;
        _caller = options.CancellationToken;
        _deadline = options.Deadline ?? DateTime.MaxValue;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken);
        if (_deadline != DateTime.MaxValue)
        {
            var left = _deadline.ToUniversalTime() - TimeProvider.System.GetUtcNow().UtcDateTime;
            _cancellation.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }

    /// <summary>Whether the deadline ended the call, and not its caller. The clock would not tell: a timer may fire a moment early.</summary>
    public bool IsDeadlineOver => _cancellation.IsCancellationRequested && !_isCanceled && !_caller.IsCancellationRequested;

    protected override string MethodCore => _method;

    protected override string HostCore => string.Empty;

    protected override string PeerCore => "in-process";

    protected override DateTime DeadlineCore => _deadline;

    protected override Metadata RequestHeadersCore => _headers;

    protected override CancellationToken CancellationTokenCore => _cancellation.Token;

    protected override Metadata ResponseTrailersCore => _trailers ??= [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => new(string.Empty, []);

    /// <summary>Cancels the call, if it is not over.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _isCanceled = true;
                _cancellation.Cancel();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            _cancellation.Dispose();
        }
    }

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException();

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
}
