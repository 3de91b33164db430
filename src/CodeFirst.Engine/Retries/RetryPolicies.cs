using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Failure.V1;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Retries;

/// <summary>Retry policies of activities and workflows: defaults, validation, and whether and when the next attempt comes.</summary>
internal static class RetryPolicies
{
    private const double DefaultCoefficient = 2;
    private const int MaximumIntervalFactor = 100;
    private const string TimeoutTypePrefix = "TemporalTimeout:";

    private static readonly TimeSpan DefaultInitialInterval = TimeSpan.FromSeconds(1);

    /// <summary>The policy with every absent value filled in.</summary>
    public static RetryPolicy WithDefaults(RetryPolicy? policy)
    {
        var complete = policy?.Clone() ?? new RetryPolicy();
        if (complete.InitialInterval.ToSpan() == TimeSpan.Zero)
        {
            complete.InitialInterval = Duration.FromTimeSpan(DefaultInitialInterval);
        }

        if (complete.BackoffCoefficient == 0)
        {
            complete.BackoffCoefficient = DefaultCoefficient;
        }

        if (complete.MaximumInterval.ToSpan() == TimeSpan.Zero)
        {
            complete.MaximumInterval = Duration.FromTimeSpan(Scale(complete.InitialInterval.ToSpan(), MaximumIntervalFactor));
        }

        return complete;
    }

    /// <summary>What is wrong with a complete policy; null when it is sound.</summary>
    public static string? Validate(RetryPolicy policy)
    {
        if (policy.MaximumAttempts == 1)
        {
            return null;
        }

        return policy switch
        {
            _ when policy.InitialInterval.ToSpan() < TimeSpan.Zero => "InitialInterval cannot be negative on retry policy.",
            _ when !(policy.BackoffCoefficient >= 1) => "BackoffCoefficient cannot be less than 1 on retry policy.",
            _ when policy.MaximumInterval.ToSpan() < TimeSpan.Zero => "MaximumInterval cannot be negative on retry policy.",
            _ when policy.MaximumInterval.ToSpan() < policy.InitialInterval.ToSpan() => "MaximumInterval cannot be less than InitialInterval on retry policy.",
            _ when policy.MaximumAttempts < 0 => "MaximumAttempts cannot be negative on retry policy.",
            _ => null,
        };
    }

    /// <summary>Decides what follows a failed attempt of an activity. A delay that the failure names overrides the policy's maximum.</summary>
    /// <param name="policy">A complete policy.</param>
    /// <param name="attempt">The attempt that failed, counted from one; zero when the next one counts as the first.</param>
    /// <param name="failure">How it failed.</param>
    /// <param name="now">When it failed.</param>
    /// <param name="expiration">No attempt begins after this time.</param>
    public static RetryDecision DecideForActivity(RetryPolicy policy, int attempt, Failure failure, DateTimeOffset now, DateTimeOffset? expiration) =>
        Decide(policy, attempt, failure, now, expiration, RequestedDelay(failure) ?? Interval(policy, attempt));

    /// <summary>As for activities, but a delay that the failure names stays within the policy's maximum.</summary>
    public static RetryDecision DecideForRun(RetryPolicy policy, int attempt, Failure failure, DateTimeOffset now, DateTimeOffset? expiration) =>
        Decide(policy, attempt, failure, now, expiration, Cap(policy, RequestedDelay(failure)) ?? Interval(policy, attempt));

    /// <summary>The policy's backoff after an attempt.</summary>
    public static TimeSpan Interval(RetryPolicy policy, int attempt) =>
        Cap(policy, Scale(policy.InitialInterval.ToSpan(), Math.Pow(policy.BackoffCoefficient, Math.Max(attempt, 1) - 1)))!.Value;

    private static RetryDecision Decide(RetryPolicy policy, int attempt, Failure failure, DateTimeOffset now, DateTimeOffset? expiration, TimeSpan interval)
    {
        if (!IsRetryable(failure, policy.NonRetryableErrorTypes))
        {
            return new(RetryState.NonRetryableFailure, default);
        }

        if (policy.MaximumAttempts > 0 && attempt >= policy.MaximumAttempts)
        {
            return new(RetryState.MaximumAttemptsReached, default);
        }

        return now.Plus(interval) > expiration ? new(RetryState.Timeout, default) : new(RetryState.InProgress, interval);
    }

    // A failure that asks for no delay at all asks for nothing: an attempt that follows at once would hammer what just failed.
    private static TimeSpan? RequestedDelay(Failure failure) =>
        failure.ApplicationFailureInfo?.NextRetryDelay.ToSpan() is { } delay && delay > TimeSpan.Zero ? delay : null;

    private static TimeSpan? Cap(RetryPolicy policy, TimeSpan? interval)
    {
        var maximum = policy.MaximumInterval.ToSpan();
        return interval > maximum ? maximum : interval;
    }

    private static bool IsRetryable(Failure failure, RepeatedField<string> nonRetryableTypes) => failure.FailureInfoCase switch
    {
        Failure.FailureInfoOneofCase.CanceledFailureInfo or Failure.FailureInfoOneofCase.TerminatedFailureInfo => false,
        Failure.FailureInfoOneofCase.TimeoutFailureInfo => failure.TimeoutFailureInfo.TimeoutType is TimeoutType.StartToClose or TimeoutType.Heartbeat
            && !nonRetryableTypes.Contains(TimeoutTypePrefix + failure.TimeoutFailureInfo.TimeoutType),
        Failure.FailureInfoOneofCase.ServerFailureInfo => !failure.ServerFailureInfo.NonRetryable,
        Failure.FailureInfoOneofCase.ApplicationFailureInfo => !failure.ApplicationFailureInfo.NonRetryable && !nonRetryableTypes.Contains(failure.ApplicationFailureInfo.Type),
        _ => true,
    };

    private static TimeSpan Scale(TimeSpan span, double factor)
    {
        // Duration's range is far below TimeSpan's, so the largest duration is also the largest interval.
        var seconds = Math.Min(span.TotalSeconds * factor, Duration.MaxSeconds);
        return TimeSpan.FromSeconds(seconds);
    }
}
