using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Sdk;

/// <summary>An activity ended without a result. <see cref="Exception.InnerException"/> is its failure.</summary>
/// <param name="message">What failed.</param>
/// <param name="innerException">The activity's failure.</param>
public sealed class ActivityFailureException(string message, Exception? innerException) : FailureException(message, innerException)
{
    /// <summary>The activity type.</summary>
    public required string ActivityType { get; init; }

    /// <summary>The activity's id within its run.</summary>
    public required string ActivityId { get; init; }

    /// <summary>Who ran the last attempt; empty if none was started.</summary>
    public string Identity { get; init; } = "";

    /// <summary>Why there is no further attempt.</summary>
    public RetryState RetryState { get; init; }

    /// <summary>The id of the event that scheduled it.</summary>
    public long ScheduledEventId { get; init; }

    /// <summary>The id of the event that started its last attempt; 0 if none was started.</summary>
    public long StartedEventId { get; init; }
}
