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
}
