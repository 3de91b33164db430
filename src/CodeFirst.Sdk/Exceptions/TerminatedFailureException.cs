namespace CodeFirst.Sdk;

/// <summary>A workflow was terminated: ended from outside, without a word to its code.</summary>
/// <param name="message">The reason that was given.</param>
/// <param name="innerException">What caused it, if anything.</param>
public sealed class TerminatedFailureException(string message, Exception? innerException = null) : FailureException(message, innerException)
{
    /// <summary>Values that were given with the reason.</summary>
    public FailureDetails Details { get; internal init; } = FailureDetails.None;
}
