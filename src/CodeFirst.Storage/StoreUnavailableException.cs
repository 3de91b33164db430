namespace CodeFirst.Storage;

/// <summary>The store cannot be opened or reached, or gave up; whether the operation happened is unknown. The message says what to do, for operators.</summary>
public sealed class StoreUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
