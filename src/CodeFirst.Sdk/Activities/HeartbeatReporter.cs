using CodeFirst.Protocol.Common.V1;

namespace CodeFirst.Sdk.Activities;

/// <summary>
/// Sends an attempt's heartbeats, the first at once and then at most one per interval, always with the latest details. While nothing is recorded nothing runs.
/// </summary>
/// <param name="interval">Between two sends.</param>
/// <param name="sendAsync">Sends details; false when that failed and is worth another attempt. Throws only when cancelled.</param>
/// <param name="timeProvider">Measures the interval.</param>
internal sealed class HeartbeatReporter(TimeSpan interval, Func<Payloads?, CancellationToken, Task<bool>> sendAsync, TimeProvider timeProvider) : IAsyncDisposable
{
    private static readonly TimeSpan ResendInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MaximumInterval = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _sending = Task.CompletedTask;
    private bool _isSending;
    private bool _isUnsent;
    private bool _isStopped;

    /// <summary>What was recorded last, sent or not; null when nothing was.</summary>
    public Payloads? Latest { get; private set; }

    /// <summary>How far apart heartbeats are sent for a heartbeat timeout.</summary>
    public static TimeSpan GetInterval(TimeSpan? timeout) => timeout is { } limit ? TimeSpan.FromTicks(Math.Min((long)(limit.Ticks * 0.8), MaximumInterval.Ticks)) : DefaultInterval;

    public void Record(Payloads? details)
    {
        lock (_gate)
        {
            if (_isStopped)
            {
                return;
            }

            Latest = details;
            _isUnsent = true;
            if (!_isSending)
            {
                _isSending = true;
                _sending = Task.Run(SendAsync, CancellationToken.None);
            }
        }
    }

    /// <summary>Stops; what is on its way is given up.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isStopped)
            {
                return;
            }

            _isStopped = true;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task SendAsync()
    {
        while (TryTakeUnsent(out var details))
        {
            var isSent = await sendAsync(details, _stop.Token).ConfigureAwait(false);
            lock (_gate)
            {
                _isUnsent |= !isSent;
            }

            var pause = isSent || interval < ResendInterval ? interval : ResendInterval;
            await Task.Delay(pause, timeProvider, _stop.Token).ConfigureAwait(false);
        }
    }

    private bool TryTakeUnsent(out Payloads? details)
    {
        lock (_gate)
        {
            details = Latest;
            _isSending = _isUnsent;
            _isUnsent = false;
            return _isSending;
        }
    }
}
