using CodeFirst.Protocol.Common.V1;
using CodeFirst.Sdk.Converters;

namespace CodeFirst.Sdk.Runtime;

/// <summary>The arguments of a call as payloads, read by generated code. A missing argument reads as the type's default.</summary>
/// <param name="Payloads">As they were sent.</param>
/// <param name="Converter">Decodes them.</param>
public readonly record struct PayloadArguments(IReadOnlyList<Payload> Payloads, IPayloadConverter Converter)
{
    /// <summary>How many were sent.</summary>
    public int Count => Payloads.Count;

    /// <summary>Decodes the argument at <paramref name="index"/>; <paramref name="fallback"/> where it was not sent.</summary>
    /// <exception cref="ArgumentDecodingException">It does not fit the type.</exception>
    public T Read<T>(int index, T fallback = default!)
    {
        if (index >= Payloads.Count)
        {
            return fallback;
        }

        try
        {
            return Converter.FromPayload<T>(Payloads[index]);
        }
        catch (Exception e)
        {
            throw new ArgumentDecodingException($"Argument {index + 1} is not what the code expects: {e.Message}", e);
        }
    }

    /// <summary>Encodes a result.</summary>
    public Payload Write<T>(T value) => Converter.ToPayload(value);
}
