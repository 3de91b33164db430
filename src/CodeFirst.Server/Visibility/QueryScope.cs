using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Visibility;
using Superpower.Model;

namespace CodeFirst.Server.Visibility;

/// <summary>What the names in a query mean in a namespace with these search attributes of its own.</summary>
internal sealed class QueryScope(IReadOnlyDictionary<string, IndexedValueType> attributes)
{
    public bool Knows(string name) => TryFind(name) is not null;

    public QueryField Find(Token<QueryToken> token)
    {
        var name = QueryTokens.ReadName(token);
        return TryFind(name) is { } field
            ? new QueryField(field)
            : throw VisibilityQueryParser.Invalid(token, $"there is no search attribute `{name}`; the namespace has {Describe()}");
    }

    // As they are written first; the case of a column's name matters only where it would hide an attribute.
    private VisibilityField? TryFind(string name) =>
        SearchAttributeNames.Columns.TryGetValue(name, out var column) ? column
        : attributes.TryGetValue(name, out var type) || SearchAttributeNames.Predefined.TryGetValue(name, out type) ? VisibilityField.Attribute(name, type)
        : name == SearchAttributeNames.ScheduleId ? VisibilityField.Attribute(SearchAttributeNames.ScheduledById, IndexedValueType.Keyword)
        : VisibilityField.Columns.FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private string Describe() =>
        string.Join(", ", SearchAttributeNames.Columns.Keys.Order(StringComparer.Ordinal).Concat(attributes.Keys));
}
