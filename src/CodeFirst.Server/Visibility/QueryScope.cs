using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Schedules;
using CodeFirst.Storage.Visibility;
using Superpower.Model;

namespace CodeFirst.Server.Visibility;

/// <summary>What the names in a query mean in a namespace with search attributes of its own.</summary>
internal sealed class QueryScope
{
    private static readonly Dictionary<string, VisibilityField> ScheduleColumns = new(StringComparer.Ordinal)
    {
        [SearchAttributeNames.ScheduleId] = VisibilityField.WorkflowId,
        [ScheduleRecord.PausedAttribute] = VisibilityField.Attribute(ScheduleRecord.PausedAttribute, IndexedValueType.Bool),
    };

    private readonly Func<string, VisibilityField?> _find;
    private readonly IEnumerable<string> _names;

    private QueryScope(Func<string, VisibilityField?> find, IEnumerable<string> names)
    {
        _find = find;
        _names = names;
    }

    /// <summary>What they mean of runs.</summary>
    public static QueryScope OfRuns(IReadOnlyDictionary<string, IndexedValueType> attributes) =>
        new(name => FindOfRuns(attributes, name), SearchAttributeNames.Columns.Keys.Order(StringComparer.Ordinal).Concat(attributes.Keys));

    /// <summary>What they mean of schedules, which have the attributes that clients gave them, an id, and are paused or not.</summary>
    public static QueryScope OfSchedules(IReadOnlyDictionary<string, IndexedValueType> attributes) =>
        new(name => FindOfSchedules(attributes, name), ScheduleColumns.Keys.Concat(attributes.Keys));

    public bool Knows(string name) => _find(name) is not null;

    public QueryField Find(Token<QueryToken> token)
    {
        var name = QueryTokens.ReadName(token);
        return _find(name) is { } field
            ? new QueryField(field)
            : throw VisibilityQueryParser.Invalid(token, $"there is no search attribute `{name}`; there are {string.Join(", ", _names)}");
    }

    // As they are written first; the case of a column's name matters only where it would hide an attribute.
    private static VisibilityField? FindOfRuns(IReadOnlyDictionary<string, IndexedValueType> attributes, string name) =>
        SearchAttributeNames.Columns.TryGetValue(name, out var column) ? column
        : attributes.TryGetValue(name, out var type) || SearchAttributeNames.Predefined.TryGetValue(name, out type) ? VisibilityField.Attribute(name, type)
        : name == SearchAttributeNames.ScheduleId ? VisibilityField.Attribute(SearchAttributeNames.ScheduledById, IndexedValueType.Keyword)
        : VisibilityField.Columns.FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static VisibilityField? FindOfSchedules(IReadOnlyDictionary<string, IndexedValueType> attributes, string name) =>
        ScheduleColumns.TryGetValue(name, out var column) ? column
        : attributes.TryGetValue(name, out var type) || SearchAttributeNames.Predefined.TryGetValue(name, out type) ? VisibilityField.Attribute(name, type)
        : null;
}
