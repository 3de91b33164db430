using CodeFirst.Protocol.Common.V1;

namespace CodeFirst.Sdk.Runtime;

/// <summary>Thrown by workflow code to end its run and go on as a new one.</summary>
internal sealed class ContinueAsNewException(IReadOnlyList<Payload> arguments, ContinueAsNewOptions? options)
    : CodeFirstException("The run continues as a new one. This exception is meant to leave the run method: do not catch it.")
{
    public IReadOnlyList<Payload> Arguments { get; } = arguments;

    public ContinueAsNewOptions? Options { get; } = options;
}
