using Temporalio.Activities;
using Temporalio.Exceptions;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Activities of the official worker. What they learn is kept for the test.</summary>
public sealed class Activities
{
    private readonly TaskCompletionSource _laterStarted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _attemptGivenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _heartbeatSent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Set when an attempt has begun to send heartbeats.</summary>
    public Task HeartbeatSent => _heartbeatSent.Task;

    /// <summary>Whether an attempt was told that it is cancelled.</summary>
    public bool HeardOfCancellation { get; private set; }

    /// <summary>Set when an attempt was told to end.</summary>
    public Task AttemptGivenUp => _attemptGivenUp.Task;

    /// <summary>Set when an activity waits for somebody outside to end it.</summary>
    public Task LaterStarted => _laterStarted.Task;

    [Activity]
    public string CompleteLater()
    {
        _laterStarted.TrySetResult();
        throw new CompleteAsyncException();
    }

    /// <summary>The priority it is told.</summary>
    [Activity]
    public int? TellPriority() => ActivityExecutionContext.Current.Info.Priority?.PriorityKey;

    [Activity]
    public string Greet(string name) => $"Hello, {name}!";

    [Activity]
    public int FailUntil(int attempt)
    {
        var current = ActivityExecutionContext.Current.Info.Attempt;
        return current == attempt ? current : throw new InvalidOperationException($"attempt {current} fails");
    }

    /// <summary>Fails after a heartbeat, and at the second attempt returns what it had sent.</summary>
    [Activity]
    public async Task<string> ReturnLastHeartbeatAsync()
    {
        var context = ActivityExecutionContext.Current;
        if (context.Info.Attempt > 1)
        {
            return await context.Info.HeartbeatDetailAtAsync<string>(0);
        }

        context.Heartbeat("got this far");
        throw new InvalidOperationException("after a heartbeat");
    }

    /// <summary>Sends heartbeats until it is cancelled.</summary>
    [Activity]
    public async Task HeartbeatForeverAsync()
    {
        var context = ActivityExecutionContext.Current;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        try
        {
            while (await timer.WaitForNextTickAsync(context.CancellationToken))
            {
                context.Heartbeat();
                _heartbeatSent.TrySetResult();
            }
        }
        catch (OperationCanceledException)
        {
            HeardOfCancellation = true;
            throw;
        }
    }

    /// <summary>Sends heartbeats until it is told to end; the second attempt has nothing to do.</summary>
    [Activity]
    public async Task FinishSecondAttemptAsync()
    {
        if (ActivityExecutionContext.Current.Info.Attempt == 1)
        {
            try
            {
                await HeartbeatForeverAsync();
            }
            finally
            {
                _attemptGivenUp.TrySetResult();
            }
        }
    }

    /// <summary>Takes longer than the workflow task in which it runs.</summary>
    [Activity]
    public Task TakeLongAsync() => Task.Delay(TimeSpan.FromSeconds(3), ActivityExecutionContext.Current.CancellationToken);

    [Activity]
    public void Fail() => throw new ApplicationFailureException(
        "the card was declined",
        new InvalidOperationException("limit reached"),
        errorType: "CardDeclined",
        nonRetryable: true,
        details: ["visa", 42]);

    [Activity]
    public Task NeverEndAsync() => Task.Delay(Timeout.Infinite, ActivityExecutionContext.Current.CancellationToken);
}
