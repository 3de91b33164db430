using System.Globalization;
using System.Text.Json;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using Google.Protobuf;

namespace CodeFirst.Storage.Visibility;

/// <summary>Reads the payloads of search attributes: JSON, with the name of the type in the metadata.</summary>
public static class SearchAttributePayloads
{
    private const string TypeKey = "type";
    private const string EncodingKey = "encoding";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";
    private const int FractionDigits = 7;

    private static readonly Dictionary<string, IndexedValueType> Types =
        Enum.GetValues<IndexedValueType>().Where(type => type != IndexedValueType.Unspecified).ToDictionary(type => type.ToString(), StringComparer.Ordinal);

    private static readonly Dictionary<IndexedValueType, ByteString> TypeNames =
        Types.ToDictionary(type => type.Value, type => ByteString.CopyFromUtf8(type.Key));

    /// <summary>The type that the metadata names; unspecified when it names none.</summary>
    public static IndexedValueType GetDeclaredType(Payload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return payload.Metadata.TryGetValue(TypeKey, out var name) && Types.TryGetValue(name.ToStringUtf8(), out var type) ? type : IndexedValueType.Unspecified;
    }

    /// <summary>Names the type in the metadata, by which clients decode the value.</summary>
    public static void DeclareType(Payload payload, IndexedValueType type)
    {
        ArgumentNullException.ThrowIfNull(payload);
        payload.Metadata[TypeKey] = TypeNames[type];
    }

    /// <summary>
    /// Reads a payload as a value of a type; false when it is none. A value is a string, long, double, bool, <see cref="DateTimeOffset"/> or, for a list
    /// of keywords, an array of strings; null says that the attribute has no value. Any other type than the list takes a list of one for its element.
    /// </summary>
    public static bool TryRead(Payload payload, IndexedValueType type, out object? value)
    {
        ArgumentNullException.ThrowIfNull(payload);
        value = null;
        var encoding = payload.Metadata.TryGetValue(EncodingKey, out var name) ? name.ToStringUtf8() : string.Empty;
        if (encoding == "binary/null")
        {
            return payload.Data.IsEmpty;
        }

        try
        {
            using var json = JsonDocument.Parse(payload.Data.Memory);
            return encoding == "json/plain" && TryRead(json.RootElement, type, out value);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON; or, of the second kind, text that is no Unicode.
            return false;
        }
    }

    /// <summary>Reads a time as RFC 3339 writes it; false when it is none. Digits below 100 ns are cut off.</summary>
    public static bool TryReadTime(string text, out DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(text);
        var normal = text.ToUpperInvariant();
        var hasZone = normal is [.., 'Z'] or [.., '+' or '-', _, _, ':', _, _];
        time = default;
        return hasZone && DateTimeOffset.TryParseExact(
            CutFraction(normal), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time);
    }

    private static string CutFraction(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point < 0)
        {
            return text;
        }

        var end = point + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        var cut = Math.Min(point + 1 + FractionDigits, end);
        return text.Remove(cut, end - cut);
    }

    private static bool TryRead(JsonElement json, IndexedValueType type, out object? value)
    {
        value = null;
        if (json.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (type == IndexedValueType.KeywordList)
        {
            return TryReadList(json, out value);
        }

        if (json.ValueKind == JsonValueKind.Array)
        {
            return json.GetArrayLength() == 0 || (json.GetArrayLength() == 1 && json[0].ValueKind != JsonValueKind.Array && TryRead(json[0], type, out value));
        }

        value = type switch
        {
            IndexedValueType.Text or IndexedValueType.Keyword => ReadText(json),
            IndexedValueType.Int => json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var number) ? number : null,
            IndexedValueType.Double => json.ValueKind == JsonValueKind.Number && double.IsFinite(json.GetDouble()) ? json.GetDouble() : null,
            IndexedValueType.Bool => json.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null },
            IndexedValueType.Datetime => ReadText(json) is { } text && TryReadTime(text, out var time) ? time : null,
            _ => null,
        };
        return value is not null;
    }

    private static bool TryReadList(JsonElement json, out object? value)
    {
        value = null;
        if (json.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        var items = json.EnumerateArray().Select(ReadText).ToArray();
        value = items.Length > 0 ? items : null;
        return items.All(item => item is not null);
    }

    // No database compares a NUL inside of text.
    private static string? ReadText(JsonElement json) =>
        json.ValueKind == JsonValueKind.String && json.GetString() is { } text && !text.Contains('\0', StringComparison.Ordinal) ? text : null;
}
