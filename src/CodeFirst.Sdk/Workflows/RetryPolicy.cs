using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Sdk;

/// <summary>When and how often a failed attempt is followed by another.</summary>
public sealed record RetryPolicy
{
    /// <summary>Before the second attempt. Default: 1 s.</summary>
    public TimeSpan InitialInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>By how much each interval is longer than the one before. At least 1; default: 2.</summary>
    public double BackoffCoefficient { get; init; } = 2;

    /// <summary>Caps the intervals. Default: 100 times the initial interval.</summary>
    public TimeSpan? MaximumInterval { get; init; }

    /// <summary>Attempts in all. Default: 0, without limit.</summary>
    public int MaximumAttempts { get; init; }

    /// <summary>Types of application failures after which there is no further attempt. Default: none.</summary>
    public IReadOnlyList<string> NonRetryableErrorTypes { get; init; } = [];

    internal Protocol.Common.V1.RetryPolicy ToProtocol() => new()
    {
        InitialInterval = Duration.FromTimeSpan(InitialInterval),
        BackoffCoefficient = BackoffCoefficient,
        MaximumInterval = MaximumInterval is { } maximum ? Duration.FromTimeSpan(maximum) : null,
        MaximumAttempts = MaximumAttempts,
        NonRetryableErrorTypes = { NonRetryableErrorTypes },
    };
}
