namespace CodeFirst.Sdk.Activities;

/// <summary>The token of an attempt and why it was cancelled. The first reason stays.</summary>
internal sealed class AttemptCancellation : IAsyncDisposable
{
    /// <summary>The longest that timers take; no process lives that long.</summary>
    private static readonly TimeSpan MaximumTimeout = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _shutdown;
    private readonly ITimer? _timer;
    private int _reason;

    /// <param name="timeout">Of the attempt; null for none.</param>
    /// <param name="timeProvider">Measures the timeout.</param>
    /// <param name="shutdown">The worker stops and its grace period is over.</param>
    public AttemptCancellation(TimeSpan? timeout, TimeProvider timeProvider, CancellationToken shutdown)
    {
        Token = _source.Token;
        if (timeout is { } due && due <= MaximumTimeout)
        {
            _timer = timeProvider.CreateTimer(static self => ((AttemptCancellation)self!).Cancel(ActivityCancelReason.TimedOut), this, due, Timeout.InfiniteTimeSpan);
        }

        _shutdown = shutdown.UnsafeRegister(static self => ((AttemptCancellation)self!).Cancel(ActivityCancelReason.WorkerShutdown), this);
    }

    public CancellationToken Token { get; }

    public ActivityCancelReason Reason => (ActivityCancelReason)Volatile.Read(ref _reason);

    public void Cancel(ActivityCancelReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)ActivityCancelReason.None) == (int)ActivityCancelReason.None)
        {
            // What user code registered runs elsewhere, so that neither its time nor its exceptions are ours.
            _ = _source.CancelAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _shutdown.DisposeAsync().ConfigureAwait(false);
        if (_timer is not null)
        {
            await _timer.DisposeAsync().ConfigureAwait(false);
        }

        _source.Dispose();
    }
}
