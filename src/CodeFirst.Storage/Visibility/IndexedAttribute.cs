using System.Collections.Immutable;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Storage.Visibility;

/// <summary>A search attribute of a run as filters compare it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it held when it was set.</param>
/// <param name="Values">One value; of a list its keywords, of a text its words. Never empty, without repetition.</param>
public sealed record IndexedAttribute(string Name, IndexedValueType Type, ImmutableArray<object> Values)
{
    /// <summary>Reads those that declare their type and have a value of it, as the server sees to when they are set, ordered by name.</summary>
    public static ImmutableArray<IndexedAttribute> From(SearchAttributes? attributes)
    {
        if (attributes is null || attributes.IndexedFields.Count == 0)
        {
            return [];
        }

        var indexed = new List<IndexedAttribute>(attributes.IndexedFields.Count);
        foreach (var (name, payload) in attributes.IndexedFields.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            var type = SearchAttributePayloads.GetDeclaredType(payload);
            if (SearchAttributePayloads.TryRead(payload, type, out var value) && value is not null)
            {
                indexed.Add(new IndexedAttribute(name, type, ToValues(value, type)));
            }
        }

        return [.. indexed];
    }

    private static ImmutableArray<object> ToValues(object value, IndexedValueType type) => type switch
    {
        IndexedValueType.KeywordList => [.. ((string[])value).Distinct(StringComparer.Ordinal)],

        // Text without a word still has a value, one that no query can ask for.
        IndexedValueType.Text => TextWords.Split((string)value) is [_, ..] words ? [.. words] : [string.Empty],
        _ => [value],
    };
}
