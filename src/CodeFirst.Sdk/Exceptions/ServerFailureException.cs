namespace CodeFirst.Sdk;

/// <summary>The server failed something on its own account.</summary>
/// <param name="message">What failed.</param>
/// <param name="nonRetryable">Whether another attempt is pointless.</param>
/// <param name="innerException">What caused it, if anything.</param>
public sealed class ServerFailureException(string message, bool nonRetryable, Exception? innerException = null) : FailureException(message, innerException)
{
    /// <summary>Whether another attempt is pointless.</summary>
    public bool NonRetryable { get; } = nonRetryable;
}
