using CodeFirst.Protocol.Common.V1;

namespace CodeFirst.Sdk.Converters;

/// <summary>Turns values into payloads and back. Synchronous and deterministic: workflow code calls it.</summary>
public interface IPayloadConverter
{
    /// <summary>Encodes a value.</summary>
    /// <exception cref="InvalidOperationException">The value's type cannot be encoded; the message names it and the remedy.</exception>
    Payload ToPayload<T>(T value);

    /// <summary>Decodes a payload.</summary>
    /// <exception cref="InvalidOperationException">The payload's encoding or content does not fit; the message names both and the remedy.</exception>
    T FromPayload<T>(Payload payload);
}
