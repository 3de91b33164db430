namespace CodeFirst.Sdk;

/// <summary>A query's handler failed, or the workflow has no such query.</summary>
/// <param name="message">What failed.</param>
/// <param name="innerException">The handler's failure, if it was sent.</param>
public sealed class WorkflowQueryFailedException(string message, Exception? innerException = null) : CodeFirstException(message, innerException);
