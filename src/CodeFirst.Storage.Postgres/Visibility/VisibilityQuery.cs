using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Postgres.Connections;
using CodeFirst.Storage.Postgres.Schedules;
using CodeFirst.Storage.Visibility;

namespace CodeFirst.Storage.Postgres.Visibility;

/// <summary>Builds a statement from fixed fragments, each with the values for its question marks, which become numbered parameters. No value becomes text.</summary>
internal sealed class VisibilityQuery
{
    private readonly StringBuilder _sql = new();
    private readonly List<object> _values = [];

    public string Sql => _sql.ToString();

    public static VisibilityQuery List(Guid namespaceId, VisibilityFilter? filter, VisibilityCursor? after, int limit)
    {
        var query = new VisibilityQuery().Append(VisibilitySql.List, namespaceId);
        if (after is not null)
        {
            query.Append(VisibilitySql.After, after.CloseTime?.UtcTicks ?? long.MaxValue, after.StartTime.UtcTicks, Uuid.Parse(after.RunId));
        }

        return query.AppendFilter(filter).Append(VisibilitySql.Order, (long)limit);
    }

    public static VisibilityQuery Count(Guid namespaceId, VisibilityFilter? filter) =>
        new VisibilityQuery().Append(VisibilitySql.Count, namespaceId).AppendFilter(filter).Append(VisibilitySql.ByStatus);

    public static VisibilityQuery ListSchedules(Guid namespaceId, VisibilityFilter? filter, string after, int limit) =>
        new VisibilityQuery().Append(SchedulesSql.List, namespaceId, after).AppendFilter(filter).Append(SchedulesSql.Order, (long)limit);

    public static VisibilityQuery CountSchedules(Guid namespaceId, VisibilityFilter? filter) =>
        new VisibilityQuery().Append(SchedulesSql.Count, namespaceId).AppendFilter(filter);

    public Statement ToStatement()
    {
        var statement = new Statement(Sql);
        foreach (var value in _values)
        {
            _ = value switch
            {
                string text => statement.Bind(text),
                Guid id => statement.Bind(id),
                double number => statement.Bind(number),
                _ => statement.Bind((long)value),
            };
        }

        return statement;
    }

    private VisibilityQuery Append(string sql, params ReadOnlySpan<object> values)
    {
        var rest = sql.AsSpan();
        foreach (var value in values)
        {
            var mark = rest.IndexOf('?');
            _values.Add(value);
            _sql.Append(rest[..mark]).Append('$').Append(_values.Count);
            rest = rest[(mark + 1)..];
        }

        _sql.Append(rest);
        return this;
    }

    /// <summary>The filter, and before it, in a form that the index of attributes takes, an attribute that everything which matches has.</summary>
    private VisibilityQuery AppendFilter(VisibilityFilter? filter)
    {
        if (filter?.FindRequiredAttribute() is { } required)
        {
            Append(VisibilitySql.Filter).AppendAny(required.Values, value => Append("attributes @> ?::jsonb", AttributeDocument.WriteOne(required.Field, value)));
        }

        return filter is null ? this : Append(VisibilitySql.Filter).AppendNode(filter);
    }

    private VisibilityQuery AppendNode(VisibilityFilter filter) => filter switch
    {
        VisibilityFilter.And and => Append("(").AppendNode(and.Left).Append(" AND ").AppendNode(and.Right).Append(")"),
        VisibilityFilter.Or or => Append("(").AppendNode(or.Left).Append(" OR ").AppendNode(or.Right).Append(")"),
        VisibilityFilter.Not not => Append("NOT (").AppendNode(not.Inner).Append(")"),
        VisibilityFilter.IsNull isNull => AppendField(isNull.Field).Append(" IS NULL"),
        VisibilityFilter.In among => AppendAny(among.Values, value => AppendEqual(among.Field, value)),
        VisibilityFilter.Comparison { Operator: ComparisonOperator.Equal } comparison => AppendEqual(comparison.Field, comparison.Value),

        // Not equal is that no value is equal: a list has several.
        VisibilityFilter.Comparison { Operator: ComparisonOperator.NotEqual } comparison =>
            Append("NOT (").AppendEqual(comparison.Field, comparison.Value).Append(")"),
        VisibilityFilter.Comparison { Operator: ComparisonOperator.StartsWith } comparison =>
            Append("starts_with(").AppendText(comparison.Field).Append(", ?)", ToParameter(comparison.Value)),
        VisibilityFilter.Comparison comparison => AppendOrder(comparison),
        _ => throw new UnreachableException(),
    };

    private VisibilityQuery AppendAny(ImmutableArray<object> values, Action<object> appendOne)
    {
        Append("(");
        for (var i = 0; i < values.Length; i++)
        {
            Append(i == 0 ? "" : " OR ");
            appendOne(values[i]);
        }

        return Append(")");
    }

    private VisibilityQuery AppendEqual(VisibilityField field, object value) => field switch
    {
        { Column: not null } => AppendField(field).Append(" = ?", ToParameter(value)),
        { Type: IndexedValueType.KeywordList or IndexedValueType.Text } => AppendField(field).Append(" @> ?::jsonb", AttributeDocument.WriteValue(value)),
        _ => AppendField(field).Append(" = ?::jsonb", AttributeDocument.WriteValue(value)),
    };

    private VisibilityQuery AppendOrder(VisibilityFilter.Comparison comparison) => comparison.Field switch
    {
        { Column: null, Type: not IndexedValueType.Keyword } =>
            AppendField(comparison.Field).Append(GetOperator(comparison.Operator)).Append("?::jsonb", AttributeDocument.WriteValue(comparison.Value)),
        _ => AppendText(comparison.Field).Append(GetOperator(comparison.Operator)).Append("?", ToParameter(comparison.Value)),
    };

    private VisibilityQuery AppendField(VisibilityField field) => field.Column is { } column
        ? Append(GetColumn(column))
        : Append("(attributes -> ?)", AttributeDocument.GetKey(field.Name, field.Type));

    /// <summary>Text of an attribute, which has no order of its own as JSON; a column as it is.</summary>
    private VisibilityQuery AppendText(VisibilityField field) => field.Column is null
        ? Append("((attributes ->> ?) COLLATE \"C\")", AttributeDocument.GetKey(field.Name, field.Type))
        : AppendField(field);

    private static object ToParameter(object value) => value switch
    {
        string or long or double => value,
        DateTimeOffset time => time.UtcTicks,
        TimeSpan duration => duration.Ticks,
        WorkflowExecutionStatus status => (long)status,
        _ => throw new ArgumentException($"A filter cannot compare with a value of type {value.GetType()}.", nameof(value)),
    };

    // A filter may compare ids with any text.
    private static string GetColumn(VisibilityColumn column) => column switch
    {
        VisibilityColumn.WorkflowId => "workflow_id",
        VisibilityColumn.RunId => "(run_id::text COLLATE \"C\")",
        VisibilityColumn.WorkflowType => "workflow_type",
        VisibilityColumn.TaskQueue => "task_queue",
        VisibilityColumn.ExecutionStatus => "status",
        VisibilityColumn.StartTime => "start_time",
        VisibilityColumn.ExecutionTime => "execution_time",
        VisibilityColumn.CloseTime => "close_time",
        VisibilityColumn.ExecutionDuration => "(close_time - execution_time)",
        VisibilityColumn.HistoryLength => "(CASE WHEN close_time IS NOT NULL THEN history_length END)",
        VisibilityColumn.HistorySizeBytes => "(CASE WHEN close_time IS NOT NULL THEN history_size_bytes END)",
        VisibilityColumn.StateTransitionCount => "(CASE WHEN close_time IS NOT NULL THEN state_transition_count END)",
        VisibilityColumn.ParentWorkflowId => "parent_workflow_id",
        VisibilityColumn.ParentRunId => "(parent_run_id::text COLLATE \"C\")",
        VisibilityColumn.RootWorkflowId => "coalesce(root_workflow_id, workflow_id)",
        VisibilityColumn.RootRunId => "(coalesce(root_run_id, run_id)::text COLLATE \"C\")",
        _ => throw new UnreachableException(),
    };

    private static string GetOperator(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Less => " < ",
        ComparisonOperator.LessOrEqual => " <= ",
        ComparisonOperator.Greater => " > ",
        ComparisonOperator.GreaterOrEqual => " >= ",
        _ => throw new UnreachableException(),
    };
}
