using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using CodeFirst.Storage.Sqlite.Connections;
using CodeFirst.Storage.Sqlite.Schedules;
using CodeFirst.Storage.Visibility;

namespace CodeFirst.Storage.Sqlite.Visibility;

/// <summary>Builds a statement from fixed fragments, each with the values for its parameters. No value becomes text.</summary>
internal sealed class VisibilityQuery(string namespaceId)
{
    private readonly StringBuilder _sql = new();
    private readonly List<object> _values = [];

    public string Sql => _sql.ToString();

    public static VisibilityQuery List(string namespaceId, VisibilityFilter? filter, VisibilityCursor? after, int limit)
    {
        var query = new VisibilityQuery(namespaceId).Append(VisibilitySql.List).AppendScope(filter);
        if (after is not null)
        {
            query.Append(VisibilitySql.After, after.CloseTime?.UtcTicks ?? long.MaxValue, after.StartTime.UtcTicks, after.RunId);
        }

        return query.Append(VisibilitySql.Order, (long)limit);
    }

    public static VisibilityQuery Count(string namespaceId, VisibilityFilter? filter) =>
        new VisibilityQuery(namespaceId).Append(VisibilitySql.Count).AppendScope(filter).Append(VisibilitySql.ByStatus);

    public static VisibilityQuery ListSchedules(string namespaceId, VisibilityFilter? filter, string after, int limit) =>
        new VisibilityQuery(namespaceId).Append(SchedulesSql.List).AppendScope(filter).Append(SchedulesSql.After, after).Append(SchedulesSql.Order, (long)limit);

    public static VisibilityQuery CountSchedules(string namespaceId, VisibilityFilter? filter) =>
        new VisibilityQuery(namespaceId).Append(SchedulesSql.Count).AppendScope(filter);

    public void BindTo(SqliteStatement statement)
    {
        foreach (var value in _values)
        {
            statement.Bind(value);
        }
    }

    private VisibilityQuery Append(string sql, params ReadOnlySpan<object> values)
    {
        _sql.Append(sql);
        _values.AddRange(values);
        return this;
    }

    /// <summary>
    /// The namespace and the filter. Where everything that matches has some value of a search attribute, the index of these values leads, and the plus
    /// sign keeps the planner from reading the whole namespace instead.
    /// </summary>
    private VisibilityQuery AppendScope(VisibilityFilter? filter)
    {
        var lead = filter?.FindRequiredAttribute();
        Append(lead is null ? VisibilitySql.OfNamespace : VisibilitySql.OfNamespaceByOtherIndex, namespaceId);
        if (lead is not null)
        {
            Append(VisibilitySql.Filter).Append(SearchAttributesSql.RunsWith, namespaceId, lead.Field.Name, (long)lead.Field.Type).AppendValues(lead.Values).Append(")");
        }

        return filter is null || filter == lead ? this : Append(VisibilitySql.Filter).AppendNode(filter);
    }

    private VisibilityQuery AppendNode(VisibilityFilter filter) => filter switch
    {
        VisibilityFilter.And and => Append("(").AppendNode(and.Left).Append(" AND ").AppendNode(and.Right).Append(")"),
        VisibilityFilter.Or or => Append("(").AppendNode(or.Left).Append(" OR ").AppendNode(or.Right).Append(")"),
        VisibilityFilter.Not not => Append("NOT (").AppendNode(not.Inner).Append(")"),
        VisibilityFilter.IsNull isNull => AppendTest(isNull.Field, value => Append(isNull.Field.Column is null ? "1" : value)).Append(" IS NULL"),
        VisibilityFilter.In among => AppendTest(among.Field, value => Append(value).Append(" IN ").AppendValues(among.Values)),

        // Not equal is that no value is equal: a list has several.
        VisibilityFilter.Comparison { Operator: ComparisonOperator.NotEqual } comparison =>
            Append("NOT (").AppendNode(comparison with { Operator = ComparisonOperator.Equal }).Append(")"),
        VisibilityFilter.Comparison { Operator: ComparisonOperator.StartsWith } comparison => AppendStartsWith(comparison),
        VisibilityFilter.Comparison comparison => AppendTest(
            comparison.Field, value => Append(value).Append(GetOperator(comparison.Operator)).Append("?", SqliteValues.From(comparison.Value))),
        _ => throw new UnreachableException(),
    };

    /// <summary>A test of a column, or of any of an attribute's values; null when there is none.</summary>
    private VisibilityQuery AppendTest(VisibilityField field, Action<string> appendTestOf)
    {
        if (field.Column is { } column)
        {
            appendTestOf(VisibilityColumns.Get(column));
            return this;
        }

        Append(SearchAttributesSql.AnyValue);
        appendTestOf("a.value");
        return Append(SearchAttributesSql.OfRun, field.Name, (long)field.Type);
    }

    private VisibilityQuery AppendValues(ImmutableArray<object> values)
    {
        Append("(");
        for (var i = 0; i < values.Length; i++)
        {
            Append(i == 0 ? "?" : ", ?", SqliteValues.From(values[i]));
        }

        return Append(")");
    }

    // Not LIKE, which ignores case and has wildcards.
    private VisibilityQuery AppendStartsWith(VisibilityFilter.Comparison comparison)
    {
        var prefix = SqliteValues.From(comparison.Value);
        return AppendTest(comparison.Field, value => Append("substr(").Append(value).Append(", 1, length(?)) = ?", prefix, prefix));
    }

    private static string GetOperator(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Equal => " = ",
        ComparisonOperator.Less => " < ",
        ComparisonOperator.LessOrEqual => " <= ",
        ComparisonOperator.Greater => " > ",
        ComparisonOperator.GreaterOrEqual => " >= ",
        _ => throw new UnreachableException(),
    };
}
