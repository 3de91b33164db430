using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Server.Visibility;
using CodeFirst.Storage.Visibility;
using Grpc.Core;
using static CodeFirst.Storage.Visibility.VisibilityFilter;

namespace CodeFirst.Server.Tests.Visibility;

public class VisibilityQueryParserTests
{
    private static readonly QueryScope Scope = QueryScope.OfRuns(new Dictionary<string, IndexedValueType>
    {
        ["Customer"] = IndexedValueType.Keyword,
        ["Amount"] = IndexedValueType.Int,
        ["Rate"] = IndexedValueType.Double,
        ["Urgent"] = IndexedValueType.Bool,
        ["Due"] = IndexedValueType.Datetime,
        ["Tags"] = IndexedValueType.KeywordList,
        ["Note"] = IndexedValueType.Text,
        ["of-the-shop"] = IndexedValueType.Keyword,
        ["workflowType"] = IndexedValueType.Int,
    });

    private static readonly DateTimeOffset Noon = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, VisibilityFilter?> Queries => new()
    {
        { "", null },
        { "  ", null },
        { "WorkflowId = 'order-1'", Equal(VisibilityField.WorkflowId, "order-1") },
        { "`WorkflowId`=\"order-1\"", Equal(VisibilityField.WorkflowId, "order-1") },
        { "workflowid = 'it''s'", Equal(VisibilityField.WorkflowId, "it's") },
        { @"WorkflowId = 'it\'s'", Equal(VisibilityField.WorkflowId, "it's") },
        { "ExecutionStatus = 'Running'", Equal(VisibilityField.ExecutionStatus, WorkflowExecutionStatus.Running) },
        { "ExecutionStatus = 1", Equal(VisibilityField.ExecutionStatus, WorkflowExecutionStatus.Running) },
        { "ExecutionStatus <> 'Failed'", new Comparison(VisibilityField.ExecutionStatus, ComparisonOperator.NotEqual, WorkflowExecutionStatus.Failed) },
        { "StartTime >= '2026-08-01T12:00:00Z'", new Comparison(VisibilityField.StartTime, ComparisonOperator.GreaterOrEqual, Noon) },
        { "StartTime < '2026-08-01T14:00:00+02:00'", new Comparison(VisibilityField.StartTime, ComparisonOperator.Less, Noon) },
        { "WorkflowType STARTS_WITH 'Or'", new Comparison(VisibilityField.WorkflowType, ComparisonOperator.StartsWith, "Or") },
        { "StartTime = '2026-08-01T12:00:00.000000000Z'", Equal(VisibilityField.StartTime, Noon) },
        { "StartTime = 1785585600000000000", Equal(VisibilityField.StartTime, Noon) },
        { "ExecutionStatus = 'WORKFLOW_EXECUTION_STATUS_TIMED_OUT'", Equal(VisibilityField.ExecutionStatus, WorkflowExecutionStatus.TimedOut) },
        { "ExecutionDuration > '1h30m'", new Comparison(VisibilityField.ExecutionDuration, ComparisonOperator.Greater, TimeSpan.FromMinutes(90)) },
        { "ExecutionDuration > 1000", new Comparison(VisibilityField.ExecutionDuration, ComparisonOperator.Greater, new TimeSpan(10)) },
        { "HistoryLength >= 10", new Comparison(VisibilityField.HistoryLength, ComparisonOperator.GreaterOrEqual, 10L) },
        { "Customer = 'ada'", Equal(Attribute("Customer", IndexedValueType.Keyword), "ada") },
        { "`Customer` starts_with \"a\"", new Comparison(Attribute("Customer", IndexedValueType.Keyword), ComparisonOperator.StartsWith, "a") },
        { "Customer NOT STARTS_WITH 'a'", new Not(new Comparison(Attribute("Customer", IndexedValueType.Keyword), ComparisonOperator.StartsWith, "a")) },
        { "`of-the-shop` = 'x'", Equal(Attribute("of-the-shop", IndexedValueType.Keyword), "x") },
        { "Amount = -5", Equal(Attribute("Amount", IndexedValueType.Int), -5L) },
        { "Amount < 1.5e3", new Comparison(Attribute("Amount", IndexedValueType.Int), ComparisonOperator.Less, 1500.0) },
        { "Rate = +0.25", Equal(Attribute("Rate", IndexedValueType.Double), 0.25) },
        { "Urgent = true", Equal(Attribute("Urgent", IndexedValueType.Bool), true) },
        { "Urgent != FALSE", new Comparison(Attribute("Urgent", IndexedValueType.Bool), ComparisonOperator.NotEqual, false) },
        { "Due > '2026-08-01T12:00:00Z'", new Comparison(Attribute("Due", IndexedValueType.Datetime), ComparisonOperator.Greater, Noon) },
        { "Tags = 'red'", Equal(Attribute("Tags", IndexedValueType.KeywordList), "red") },
        { "workflowType = 5", Equal(Attribute("workflowType", IndexedValueType.Int), 5L) },
        { "ScheduleId = 'daily'", Equal(Attribute("TemporalScheduledById", IndexedValueType.Keyword), "daily") },
        { "BuildIds = 'v1'", Equal(Attribute("BuildIds", IndexedValueType.KeywordList), "v1") },
        { "CloseTime IS NULL", new IsNull(VisibilityField.CloseTime) },
        { "CloseTime is not null", new Not(new IsNull(VisibilityField.CloseTime)) },
        { "NOT TaskQueue = 'q'", new Not(Equal(VisibilityField.TaskQueue, "q")) },
        {
            "StartTime BETWEEN '2026-08-01T12:00:00Z' AND '2026-08-01T12:00:00Z'",
            new And(
                new Comparison(VisibilityField.StartTime, ComparisonOperator.GreaterOrEqual, Noon),
                new Comparison(VisibilityField.StartTime, ComparisonOperator.LessOrEqual, Noon))
        },
        {
            "RunId = 'a' OR RunId = 'b' AND RunId = 'c'",
            new Or(Equal(VisibilityField.RunId, "a"), new And(Equal(VisibilityField.RunId, "b"), Equal(VisibilityField.RunId, "c")))
        },
        {
            "(RunId = 'a' OR RunId = 'b') AND RunId = 'c'",
            new And(new Or(Equal(VisibilityField.RunId, "a"), Equal(VisibilityField.RunId, "b")), Equal(VisibilityField.RunId, "c"))
        },
    };

    [Theory]
    [MemberData(nameof(Queries), DisableDiscoveryEnumeration = true)]
    public void Parse_Query_GivesTheTree(string text, VisibilityFilter? expected) =>
        Assert.Equal(expected, Bind(text));

    [Theory]
    [InlineData("Note = 'Fragile, heavy!'", false)]
    [InlineData("Note != 'Fragile, heavy!'", true)]
    public void Parse_Text_AsksForAnyOfItsWords(string text, bool negated)
    {
        var filter = Bind(text);

        var list = Assert.IsType<In>(negated ? Assert.IsType<Not>(filter).Inner : filter);
        Assert.Equal(["fragile", "heavy"], list.Values.Cast<string>());
    }

    [Fact]
    public void ToFilter_NoDivisionNamed_LeavesDivisionsOut()
    {
        var division = new IsNull(Attribute("TemporalNamespaceDivision", IndexedValueType.Keyword));

        Assert.Equal(division, VisibilityQueryParser.ParseQuery("").ToFilter(Scope));
        Assert.Equal(new And(Equal(VisibilityField.RunId, "a"), division), VisibilityQueryParser.ParseQuery("RunId = 'a'").ToFilter(Scope));
        Assert.Equal(new Not(division), VisibilityQueryParser.ParseQuery("TemporalNamespaceDivision IS NOT NULL").ToFilter(Scope));
    }

    [Theory]
    [InlineData("ExecutionStatus IN ('Failed', 'TimedOut')", false)]
    [InlineData("ExecutionStatus NOT IN ('Failed', 7)", true)]
    public void Parse_In_GivesTheValues(string text, bool negated)
    {
        var filter = Bind(text);

        var list = Assert.IsType<In>(negated ? Assert.IsType<Not>(filter).Inner : filter);
        Assert.Equal([WorkflowExecutionStatus.Failed, WorkflowExecutionStatus.TimedOut], list.Values.Cast<WorkflowExecutionStatus>());
    }

    [Theory]
    [InlineData("GROUP BY ExecutionStatus", false)]
    [InlineData("WorkflowType = 'Order' group by ExecutionStatus", true)]
    public void Parse_GroupBy_IsSeen(string text, bool hasFilter)
    {
        var query = VisibilityQueryParser.ParseQuery(text);

        Assert.True(query.GroupsByStatus);
        Assert.Equal(hasFilter, query.Filter is not null);
    }

    [Theory]
    [InlineData("Colour = 'red'", "column 1", "Colour")]
    [InlineData("WorkflowId = 'a' AND", "unexpected end", "expected")]
    [InlineData("WorkflowId 'a'", "column 12", "expected")]
    [InlineData("WorkflowId = 'a", "column", "")]
    [InlineData("WorkflowId = 5", "column 14", "text in quotes")]
    [InlineData("ExecutionStatus = 'Sleeping'", "column 19", "Running")]
    [InlineData("ExecutionStatus > 'Running'", "column 17", "cannot be compared")]
    [InlineData("StartTime = 'yesterday'", "column 13", "2026-08-01T12:00:00Z")]
    [InlineData("StartTime STARTS_WITH '2026'", "column 11", "cannot be compared")]
    [InlineData("(WorkflowId = 'a'", "unexpected end", ")")]
    [InlineData("WorkflowId = 'a' ORDER BY StartTime", "column 18", "ORDER")]
    [InlineData("WorkflowId = 'a' LIMIT 5", "column 18", "LIMIT")]
    [InlineData("Customer = ada", "column 12", "expected")]
    [InlineData("Amount = '5'", "column 10", "a number")]
    [InlineData("Amount STARTS_WITH 5", "column 8", "cannot be compared")]
    [InlineData("Amount = 1e999", "column 10", "a number")]
    [InlineData("Urgent = 'true'", "column 10", "without quotes")]
    [InlineData("Urgent > true", "column 8", "cannot be compared")]
    [InlineData("Tags > 'a'", "column 6", "KeywordList")]
    [InlineData("Tags STARTS_WITH 'a'", "column 6", "KeywordList")]
    [InlineData("Tags BETWEEN 'a' AND 'b'", "column 6", "KeywordList")]
    [InlineData("Note > 'a'", "column 6", "Text")]
    [InlineData("Note IN ('a')", "column 6", "Text")]
    [InlineData("Note = '...'", "column 8", "no word")]
    [InlineData("Due = '2026-08-01'", "column 7", "2026-08-01T12:00:00Z")]
    [InlineData("Due = 1.5", "column 7", "2026-08-01T12:00:00Z")]
    [InlineData("ExecutionDuration = '1 hour'", "column 21", "1h30m")]
    [InlineData("ExecutionStatus = 0", "column 19", "Running")]
    [InlineData("ExecutionStatus STARTS_WITH 'R'", "column 17", "cannot be compared")]
    [InlineData("Customer = 'a\0'", "NUL", "")]
    [InlineData("Customer = 'a' ; DROP TABLE runs", "column 16", "")]
    [InlineData("GROUP BY ExecutionStatus, WorkflowType", "column 25", "")]
    [InlineData("GROUP BY WorkflowType", "column 10", "ExecutionStatus")]
    [InlineData("WorkflowId IN ()", "column 16", "expected")]
    public void Parse_BadQuery_SaysWhereAndWhatIsExpected(string text, string where, string what)
    {
        var error = Assert.Throws<RpcException>(() => Bind(text));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(where, error.Status.Detail, StringComparison.Ordinal);
        Assert.Contains(what, error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_HostileDepth_IsRefusedBeforeItHurts()
    {
        var text = new string('(', 100_000) + "WorkflowId = 'a'" + new string(')', 100_000);

        Assert.Equal(StatusCode.InvalidArgument, Assert.Throws<RpcException>(() => VisibilityQueryParser.ParseQuery(text)).StatusCode);
    }

    [Fact]
    public void Parse_HostileLength_IsRefusedBeforeItHurts()
    {
        var text = "RunId = 'a'" + string.Concat(Enumerable.Repeat(" OR RunId = 'a'", 20_000));

        Assert.Equal(StatusCode.InvalidArgument, Assert.Throws<RpcException>(() => VisibilityQueryParser.ParseQuery(text)).StatusCode);
    }

    private static VisibilityFilter? Bind(string text) => VisibilityQueryParser.ParseQuery(text).Filter?.Invoke(Scope);

    private static VisibilityField Attribute(string name, IndexedValueType type) => VisibilityField.Attribute(name, type);

    private static Comparison Equal(VisibilityField field, object value) => new(field, ComparisonOperator.Equal, value);
}
