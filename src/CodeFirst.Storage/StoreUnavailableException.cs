namespace CodeFirst.Storage;

/// <summary>The store cannot be reached or gave up; whether the operation happened is unknown.</summary>
public sealed class StoreUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
