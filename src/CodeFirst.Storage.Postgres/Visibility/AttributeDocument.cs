using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Visibility;

namespace CodeFirst.Storage.Postgres.Visibility;

/// <summary>What filters compare of a run's search attributes, as the JSON of the column attributes: migration 0001 says how it is made.</summary>
internal static class AttributeDocument
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document; null of a run without attributes.</summary>
    public static string? Write(ImmutableArray<IndexedAttribute> attributes) => attributes.IsEmpty
        ? null
        : ToText(writer =>
        {
            writer.WriteStartObject();
            foreach (var (name, type, values) in attributes)
            {
                writer.WritePropertyName(GetKey(name, type));
                WriteValues(writer, type, values);
            }

            writer.WriteEndObject();
        });

    /// <summary>A document that those contain whose field has the value.</summary>
    public static string WriteOne(VisibilityField field, object value) => Write([new IndexedAttribute(field.Name, field.Type, [value])])!;

    public static string WriteValue(object value) => ToText(writer => WriteValue(writer, value));

    /// <summary>One name with another type is another key.</summary>
    public static string GetKey(string name, IndexedValueType type) => $"{name}:{(int)type}";

    private static void WriteValues(Utf8JsonWriter writer, IndexedValueType type, ImmutableArray<object> values)
    {
        if (type is not (IndexedValueType.KeywordList or IndexedValueType.Text))
        {
            WriteValue(writer, values[0]);
            return;
        }

        writer.WriteStartArray();
        foreach (var value in values)
        {
            WriteValue(writer, value);
        }

        writer.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case double real:
                writer.WriteNumberValue(real);
                break;
            case DateTimeOffset time:
                writer.WriteNumberValue(time.UtcTicks);
                break;
            default:
                writer.WriteNumberValue((long)value);
                break;
        }
    }

    private static string ToText(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
