namespace CodeFirst.Sdk;

/// <summary>A caller sent an argument that the code called cannot read. A signal with such an argument is dropped, and an error logged.</summary>
/// <param name="message">Which argument, and what is wrong with it.</param>
/// <param name="innerException">The payload converter's.</param>
public sealed class ArgumentDecodingException(string message, Exception innerException) : CodeFirstException(message, innerException);
