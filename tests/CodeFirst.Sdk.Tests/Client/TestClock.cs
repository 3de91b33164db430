using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace CodeFirst.Sdk.Tests.Client;

/// <summary>A clock that says when somebody begins to wait, and either waits for the test to move it or jumps over every wait.</summary>
internal sealed class TestClock : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public bool IsJumping { get; init; }

    /// <summary>How long the next wait is that somebody begins.</summary>
    public async Task<TimeSpan> NextWaitAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return await _waits.Reader.ReadAsync(patience.Token);
    }

    /// <summary>Lets the next wait of this length begin and be over.</summary>
    public async Task PassAsync(TimeSpan wait)
    {
        while (await NextWaitAsync() != wait)
        {
        }

        Advance(wait);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero)
        {
            _waits.Writer.TryWrite(dueTime);
            if (IsJumping)
            {
                ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
            }
        }

        return timer;
    }
}
