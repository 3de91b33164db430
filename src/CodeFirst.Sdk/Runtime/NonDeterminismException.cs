namespace CodeFirst.Sdk.Runtime;

/// <summary>The code does not do what the history says it did.</summary>
internal sealed class NonDeterminismException(string message) : CodeFirstException(message);
