using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Sdk;

/// <summary>A failure of the application: thrown by a workflow to fail, by an activity to say more than an ordinary exception would.</summary>
public sealed class ApplicationFailureException : FailureException
{
    /// <summary>Creates a failure.</summary>
    /// <param name="message">What failed.</param>
    /// <param name="errorType">The kind of failure, by which retry policies and callers tell failures apart. Default: none.</param>
    /// <param name="nonRetryable">Whether another attempt is pointless. Default: false, the retry policy decides.</param>
    /// <param name="nextRetryDelay">When to try again. Default: as the retry policy says.</param>
    /// <param name="details">Values for the caller, encoded by the payload converter. Default: none.</param>
    /// <param name="innerException">What caused it, if anything.</param>
    /// <param name="category">Benign failures are expected ones, and are neither logged nor counted as errors. Default: unspecified.</param>
    public ApplicationFailureException(
        string message,
        string? errorType = null,
        bool nonRetryable = false,
        TimeSpan? nextRetryDelay = null,
        IReadOnlyList<object?>? details = null,
        Exception? innerException = null,
        ApplicationErrorCategory category = ApplicationErrorCategory.Unspecified)
        : base(message, innerException)
    {
        ErrorType = errorType;
        NonRetryable = nonRetryable;
        NextRetryDelay = nextRetryDelay;
        Details = details is null ? FailureDetails.None : new FailureDetails(details);
        Category = category;
    }

    /// <summary>The kind of failure; the name of the exception's type for one that was thrown as an ordinary exception.</summary>
    public string? ErrorType { get; }

    /// <summary>Whether another attempt is pointless.</summary>
    public bool NonRetryable { get; }

    /// <summary>When to try again; null, or zero, for as the retry policy says.</summary>
    public TimeSpan? NextRetryDelay { get; }

    /// <summary>Values that travel with it.</summary>
    public FailureDetails Details { get; internal init; }

    /// <summary>Whether it is an expected one.</summary>
    public ApplicationErrorCategory Category { get; }
}
