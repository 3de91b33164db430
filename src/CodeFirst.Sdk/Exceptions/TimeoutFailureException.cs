using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Sdk;

/// <summary>An activity or workflow took longer than it was allowed to.</summary>
/// <param name="message">What timed out.</param>
/// <param name="timeoutType">Which of the timeouts it was.</param>
/// <param name="innerException">What caused it, such as the last attempt's failure, if anything.</param>
public sealed class TimeoutFailureException(string message, TimeoutType timeoutType, Exception? innerException = null) : FailureException(message, innerException)
{
    /// <summary>Which of the timeouts it was.</summary>
    public TimeoutType TimeoutType { get; } = timeoutType;

    /// <summary>What the activity's last heartbeat said.</summary>
    public FailureDetails LastHeartbeatDetails { get; internal init; } = FailureDetails.None;
}
