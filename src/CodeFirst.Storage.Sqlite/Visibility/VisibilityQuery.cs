using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Sqlite.Connections;
using CodeFirst.Storage.Visibility;

namespace CodeFirst.Storage.Sqlite.Visibility;

/// <summary>Builds a statement from fixed fragments, each with the values for its parameters. No value becomes text.</summary>
internal sealed class VisibilityQuery
{
    private readonly StringBuilder _sql = new();
    private readonly List<object> _values = [];

    public string Sql => _sql.ToString();

    public static VisibilityQuery List(string namespaceId, VisibilityFilter? filter, VisibilityCursor? after, int limit)
    {
        var query = new VisibilityQuery().Append(VisibilitySql.List, namespaceId);
        if (after is not null)
        {
            query.Append(VisibilitySql.After, after.CloseTime?.UtcTicks ?? long.MaxValue, after.StartTime.UtcTicks, after.RunId);
        }

        return query.AppendFilter(filter).Append(VisibilitySql.Order, (long)limit);
    }

    public static VisibilityQuery Count(string namespaceId, VisibilityFilter? filter) =>
        new VisibilityQuery().Append(VisibilitySql.Count, namespaceId).AppendFilter(filter).Append(VisibilitySql.ByStatus);

    public void BindTo(SqliteStatement statement)
    {
        foreach (var value in _values)
        {
            _ = value is string text ? statement.Bind(text) : statement.Bind((long)value);
        }
    }

    private VisibilityQuery Append(string sql, params ReadOnlySpan<object> values)
    {
        _sql.Append(sql);
        _values.AddRange(values);
        return this;
    }

    private VisibilityQuery AppendFilter(VisibilityFilter? filter)
    {
        if (filter is not null)
        {
            Append(VisibilitySql.Filter).AppendNode(filter);
        }

        return this;
    }

    private VisibilityQuery AppendNode(VisibilityFilter filter) => filter switch
    {
        VisibilityFilter.And and => Append("(").AppendNode(and.Left).Append(" AND ").AppendNode(and.Right).Append(")"),
        VisibilityFilter.Or or => Append("(").AppendNode(or.Left).Append(" OR ").AppendNode(or.Right).Append(")"),
        VisibilityFilter.Not not => Append("NOT (").AppendNode(not.Inner).Append(")"),
        VisibilityFilter.IsNull isNull => Append(GetColumn(isNull.Field)).Append(" IS NULL"),
        VisibilityFilter.In among => AppendIn(among.Field, among.Values),
        VisibilityFilter.Comparison { Operator: ComparisonOperator.StartsWith } comparison => AppendStartsWith(comparison),
        VisibilityFilter.Comparison comparison =>
            Append(GetColumn(comparison.Field)).Append(GetOperator(comparison.Operator)).Append("?", ToParameter(comparison.Value)),
        _ => throw new UnreachableException(),
    };

    private VisibilityQuery AppendIn(VisibilityField field, ImmutableArray<object> values)
    {
        Append(GetColumn(field)).Append(" IN (");
        for (var i = 0; i < values.Length; i++)
        {
            Append(i == 0 ? "?" : ", ?", ToParameter(values[i]));
        }

        return Append(")");
    }

    // Not LIKE, which ignores case and has wildcards.
    private VisibilityQuery AppendStartsWith(VisibilityFilter.Comparison comparison)
    {
        var prefix = ToParameter(comparison.Value);
        return Append("substr(").Append(GetColumn(comparison.Field)).Append(", 1, length(?)) = ?", prefix, prefix);
    }

    private static object ToParameter(object value) => value switch
    {
        string text => text,
        DateTimeOffset time => time.UtcTicks,
        WorkflowExecutionStatus status => (long)status,
        _ => throw new ArgumentException($"A filter cannot compare with a value of type {value.GetType()}.", nameof(value)),
    };

    private static string GetColumn(VisibilityField field) => field switch
    {
        VisibilityField.WorkflowId => "workflow_id",
        VisibilityField.RunId => "run_id",
        VisibilityField.WorkflowType => "workflow_type",
        VisibilityField.TaskQueue => "task_queue",
        VisibilityField.ExecutionStatus => "status",
        VisibilityField.StartTime => "start_time",
        VisibilityField.ExecutionTime => "execution_time",
        VisibilityField.CloseTime => "close_time",
        _ => throw new UnreachableException(),
    };

    private static string GetOperator(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Equal => " = ",
        ComparisonOperator.NotEqual => " <> ",
        ComparisonOperator.Less => " < ",
        ComparisonOperator.LessOrEqual => " <= ",
        ComparisonOperator.Greater => " > ",
        ComparisonOperator.GreaterOrEqual => " >= ",
        _ => throw new UnreachableException(),
    };
}
