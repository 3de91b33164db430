namespace CodeFirst.Sdk.Client;

/// <summary>How patient a call is.</summary>
/// <param name="Timeout">Of one attempt.</param>
/// <param name="RetryFor">For how long failed attempts are followed by others.</param>
/// <param name="IsLongPoll">Whether running into the timeout is nothing unusual and worth another attempt.</param>
internal readonly record struct CallLimits(TimeSpan Timeout, TimeSpan RetryFor, bool IsLongPoll = false)
{
    /// <summary>The server ends polls after 60 s with an empty answer; this is for one that no longer answers at all.</summary>
    public static readonly TimeSpan LongPollTimeout = TimeSpan.FromSeconds(70);
}
