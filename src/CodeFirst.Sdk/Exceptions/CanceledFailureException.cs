namespace CodeFirst.Sdk;

/// <summary>Something was cancelled: a timer, condition or activity in workflow code, or a whole workflow as its caller sees it.</summary>
/// <param name="message">What was cancelled.</param>
/// <param name="innerException">What caused it, if anything.</param>
public sealed class CanceledFailureException(string message, Exception? innerException = null) : FailureException(message, innerException)
{
    /// <summary>Values that travel with it.</summary>
    public FailureDetails Details { get; internal init; } = FailureDetails.None;
}
