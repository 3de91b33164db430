using CodeFirst.Protocol.Common.V1;
using CodeFirst.Sdk.Converters;

namespace CodeFirst.Sdk;

/// <summary>Values that travel with a failure: given when it was made here, decoded on reading when it was received.</summary>
public sealed class FailureDetails
{
    private readonly IReadOnlyList<object?> _values;
    private readonly IPayloadConverter? _converter;

    internal FailureDetails(IReadOnlyList<object?> values) => _values = values;

    internal FailureDetails(Payloads? payloads, IPayloadConverter converter)
    {
        _values = payloads is null ? [] : payloads.Payloads_;
        _converter = converter;
    }

    /// <summary>No values.</summary>
    public static FailureDetails None { get; } = new([]);

    /// <summary>How many there are.</summary>
    public int Count => _values.Count;

    /// <summary>Reads a value.</summary>
    /// <param name="index">From zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such value.</exception>
    /// <exception cref="InvalidOperationException">The value is not a <typeparamref name="T"/>.</exception>
    public T Read<T>(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        var value = _values[index];
        if (_converter is not null)
        {
            return _converter.FromPayload<T>((Payload)value!);
        }

        return value is T or null
            ? (T)value!
            : throw new InvalidOperationException($"Detail {index} is of type {value.GetType()}, not {typeof(T)}. Read it as the type it was given as.");
    }

    internal Payloads? ToPayloads(IPayloadConverter converter)
    {
        if (Count == 0)
        {
            return null;
        }

        var payloads = new Payloads();
        foreach (var value in _values)
        {
            payloads.Payloads_.Add(_converter is null ? converter.ToPayload(value) : (Payload)value!);
        }

        return payloads;
    }
}
