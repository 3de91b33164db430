using Grpc.Core;

namespace CodeFirst.Sdk;

/// <summary>The server refused a call, or could not be reached.</summary>
/// <param name="message">What was refused, and why.</param>
/// <param name="code">The gRPC status.</param>
/// <param name="innerException">As it came from gRPC, if it did.</param>
public sealed class CodeFirstRpcException(string message, StatusCode code, Exception? innerException = null) : CodeFirstException(message, innerException)
{
    /// <summary>The gRPC status.</summary>
    public StatusCode Code { get; } = code;
}
