using CodeFirst.Protocol.Failure.V1;

namespace CodeFirst.Sdk;

/// <summary>
/// A failure that crosses process borders. Thrown out of a workflow it fails the workflow; any other exception fails the workflow task, which is then retried
/// until the code is mended.
/// </summary>
public abstract class FailureException : CodeFirstException
{
    private protected FailureException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The failure as it was received; null for one that was made here.</summary>
    public Failure? Failure { get; internal init; }

    /// <summary>Where it was thrown: in the other process, if it came from there.</summary>
    public override string? StackTrace => string.IsNullOrEmpty(Failure?.StackTrace) ? base.StackTrace : Failure.StackTrace;
}
