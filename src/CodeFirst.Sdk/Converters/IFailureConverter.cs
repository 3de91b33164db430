using CodeFirst.Protocol.Failure.V1;

namespace CodeFirst.Sdk.Converters;

/// <summary>Turns exceptions into failures and back. Synchronous and deterministic: workflow code depends on it.</summary>
public interface IFailureConverter
{
    /// <summary>Encodes an exception with its causes.</summary>
    /// <param name="exception">Any exception; one that is not a <see cref="FailureException"/> becomes an application failure named after its type.</param>
    /// <param name="payloadConverter">Encodes its details.</param>
    Failure ToFailure(Exception exception, IPayloadConverter payloadConverter);

    /// <summary>Decodes a failure with its causes.</summary>
    /// <param name="failure">As it was received.</param>
    /// <param name="payloadConverter">Decodes its details.</param>
    FailureException ToException(Failure failure, IPayloadConverter payloadConverter);
}
