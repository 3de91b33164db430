using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CodeFirst.Protocol.Common.V1;
using Google.Protobuf;

namespace CodeFirst.Sdk.Converters;

/// <summary>
/// Encodes null, byte arrays, protobuf messages and everything else as JSON, under the names that all SDKs of the API use: <c>binary/null</c>,
/// <c>binary/plain</c>, <c>json/protobuf</c>, <c>binary/protobuf</c> (read only) and <c>json/plain</c>.
/// </summary>
public sealed class PayloadConverter : IPayloadConverter
{
    private const string EncodingKey = "encoding";
    private const string MessageTypeKey = "messageType";

    private static readonly ByteString NullEncoding = ByteString.CopyFromUtf8("binary/null");
    private static readonly ByteString PlainEncoding = ByteString.CopyFromUtf8("binary/plain");
    private static readonly ByteString JsonEncoding = ByteString.CopyFromUtf8("json/plain");
    private static readonly ByteString ProtobufJsonEncoding = ByteString.CopyFromUtf8("json/protobuf");
    private static readonly ByteString ProtobufBinaryEncoding = ByteString.CopyFromUtf8("binary/protobuf");
    private static readonly JsonParser MessageParser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    private readonly JsonSerializerOptions _options;

    /// <summary>Creates a converter.</summary>
    /// <param name="options">
    /// How JSON is written and read; its resolver must know every type that is encoded. Default: System.Text.Json's own defaults and public fields, without which
    /// value tuples would arrive empty. They know all types where reflection is enabled; in a trimmed or ahead-of-time compiled program give options with a
    /// <c>JsonSerializerContext</c>.
    /// </param>
    public PayloadConverter(JsonSerializerOptions? options = null) => _options = options ?? GetDefaultOptions();

    /// <summary>With the default options.</summary>
    public static PayloadConverter Default { get; } = new();

    /// <inheritdoc/>
    public Payload ToPayload<T>(T value) => value switch
    {
        null => NewPayload(NullEncoding, ByteString.Empty),
        byte[] bytes => NewPayload(PlainEncoding, ByteString.CopyFrom(bytes)),
        IMessage message => ToPayload(message),
        _ => NewPayload(JsonEncoding, ToJson(value, typeof(T) == typeof(object) ? value.GetType() : typeof(T))),
    };

    /// <inheritdoc/>
    public T FromPayload<T>(Payload payload)
    {
        if (!payload.Metadata.TryGetValue(EncodingKey, out var encoding))
        {
            throw new InvalidOperationException($"A payload for {typeof(T)} does not say how it is encoded. Its metadata needs '{EncodingKey}'.");
        }

        if (encoding.Equals(JsonEncoding))
        {
            return FromJson<T>(payload);
        }

        if (encoding.Equals(NullEncoding))
        {
            return default(T) is null
                ? default!
                : throw new InvalidOperationException($"A payload holds null where {typeof(T)} is expected. Declare it as nullable, or send a value.");
        }

        if (encoding.Equals(PlainEncoding))
        {
            return payload.Data.ToByteArray() is T bytes ? bytes : throw Mismatch<T>(encoding, "Declare it as byte[].");
        }

        if (encoding.Equals(ProtobufJsonEncoding) || encoding.Equals(ProtobufBinaryEncoding))
        {
            return FromMessage<T>(payload, encoding);
        }

        throw Mismatch<T>(encoding, "Use the data converter it was written with.");
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Used only where reflection is enabled, and it is disabled in trimmed programs.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Used only where reflection is enabled, and it is disabled in ahead-of-time compiled programs.")]
    private static JsonSerializerOptions GetDefaultOptions() => new()
    {
        IncludeFields = true,
        TypeInfoResolver = JsonSerializer.IsReflectionEnabledByDefault ? new DefaultJsonTypeInfoResolver() : JsonTypeInfoResolver.Combine(),
    };

    private static Payload NewPayload(ByteString encoding, ByteString data) => new() { Metadata = { { EncodingKey, encoding } }, Data = data };

    private static Payload ToPayload(IMessage message)
    {
        var payload = NewPayload(ProtobufJsonEncoding, ByteString.CopyFromUtf8(JsonFormatter.Default.Format(message)));
        payload.Metadata.Add(MessageTypeKey, ByteString.CopyFromUtf8(message.Descriptor.FullName));
        return payload;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2091", Justification = "A message's own parser calls its parameterless constructor, so whoever keeps the message keeps that.")]
    private static T FromMessage<T>(Payload payload, ByteString encoding)
    {
        if (!typeof(IMessage).IsAssignableFrom(typeof(T)) || typeof(T).IsAbstract)
        {
            throw Mismatch<T>(encoding, "Declare it as the generated class of the message.");
        }

        var message = (IMessage)Activator.CreateInstance<T>()!;
        var name = payload.Metadata.TryGetValue(MessageTypeKey, out var type) ? type.ToStringUtf8() : message.Descriptor.FullName;
        if (!string.Equals(name, message.Descriptor.FullName, StringComparison.Ordinal))
        {
            throw Mismatch<T>(encoding, $"Declare it as the generated class of '{name}'.");
        }

        try
        {
            if (encoding.Equals(ProtobufJsonEncoding))
            {
                return (T)MessageParser.Parse(payload.Data.ToStringUtf8(), message.Descriptor);
            }

            message.MergeFrom(payload.Data);
            return (T)message;
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new InvalidOperationException($"A payload is not a valid '{name}': {e.Message}", e);
        }
    }

    private static InvalidOperationException Mismatch<T>(ByteString encoding, string remedy) =>
        new($"A payload with encoding '{encoding.ToStringUtf8()}' cannot be read as {typeof(T)}. {remedy}");

    private ByteString ToJson(object value, Type type)
    {
        try
        {
            return UnsafeByteOperations.UnsafeWrap(JsonSerializer.SerializeToUtf8Bytes(value, _options.GetTypeInfo(type)));
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw Unsupported(type, e);
        }
    }

    private T FromJson<T>(Payload payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload.Data.Span, (JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T)))!;
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException($"A payload's JSON does not fit {typeof(T)}: {e.Message}", e);
        }
        catch (NotSupportedException e)
        {
            throw Unsupported(typeof(T), e);
        }
    }

    private static InvalidOperationException Unsupported(Type type, Exception cause) => new(
        JsonSerializer.IsReflectionEnabledByDefault
            ? $"{type} cannot be converted to or from JSON: {cause.Message}"
            : $"{type} is unknown to the JSON serializer, and reflection is disabled in this program. Give the data converter a PayloadConverter whose options have a JsonSerializerContext with [JsonSerializable(typeof({type.Name}))].",
        cause);
}
