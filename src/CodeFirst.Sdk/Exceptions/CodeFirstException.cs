namespace CodeFirst.Sdk;

/// <summary>The root of all exceptions of this library.</summary>
public abstract class CodeFirstException : Exception
{
    /// <summary>Creates an exception.</summary>
    /// <param name="message">Cause and next step.</param>
    /// <param name="innerException">What caused it, if anything.</param>
    private protected CodeFirstException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Whether an exception says that something was cancelled: a cancelled token, timer, condition or activity, or an activity that ended as cancelled.</summary>
    /// <param name="exception">The exception that was caught.</param>
    public static bool IsCanceled(Exception exception) => exception
        is OperationCanceledException
        or CanceledFailureException
        or ActivityFailureException { InnerException: CanceledFailureException };
}
