namespace CodeFirst.Sdk;

/// <summary>How calls are retried that failed for a passing reason, such as a server that restarts. Every call is idempotent, so a retry is the same call.</summary>
public sealed record RpcRetryOptions
{
    /// <summary>Before the second attempt. Default: 100 ms; at least 1 s where the server says that it is overloaded.</summary>
    public TimeSpan InitialInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>By how much each interval is longer than the one before. At least 1; default: 1.7.</summary>
    public double BackoffCoefficient { get; init; } = 1.7;

    /// <summary>Caps the intervals. Default: 5 s.</summary>
    public TimeSpan MaximumInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After this time there is no further attempt; zero for a single one. Default: 10 s.</summary>
    public TimeSpan MaximumElapsedTime { get; init; } = TimeSpan.FromSeconds(10);

    internal void Validate()
    {
        if (InitialInterval <= TimeSpan.Zero || MaximumInterval < InitialInterval)
        {
            throw new ArgumentException($"Retries need a positive {nameof(InitialInterval)} that is at most {nameof(MaximumInterval)}, but have {InitialInterval} and {MaximumInterval}.");
        }

        if (!(BackoffCoefficient >= 1))
        {
            throw new ArgumentException($"The {nameof(BackoffCoefficient)} of retries is {BackoffCoefficient}; it has to be at least 1.");
        }

        if (MaximumElapsedTime < TimeSpan.Zero)
        {
            throw new ArgumentException($"The {nameof(MaximumElapsedTime)} of retries is {MaximumElapsedTime}; it cannot be negative.");
        }
    }
}
