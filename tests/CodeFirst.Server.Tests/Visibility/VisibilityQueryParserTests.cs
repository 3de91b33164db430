using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Server.Visibility;
using CodeFirst.Storage.Visibility;
using Grpc.Core;
using static CodeFirst.Storage.Visibility.VisibilityFilter;

namespace CodeFirst.Server.Tests.Visibility;

public class VisibilityQueryParserTests
{
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
        Assert.Equal(expected, VisibilityQueryParser.ParseQuery(text).Filter);

    [Theory]
    [InlineData("ExecutionStatus IN ('Failed', 'TimedOut')", false)]
    [InlineData("ExecutionStatus NOT IN ('Failed', 7)", true)]
    public void Parse_In_GivesTheValues(string text, bool negated)
    {
        var filter = VisibilityQueryParser.ParseQuery(text).Filter;

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
    [InlineData("GROUP BY WorkflowType", "column 10", "ExecutionStatus")]
    [InlineData("WorkflowId IN ()", "column 16", "expected")]
    public void Parse_BadQuery_SaysWhereAndWhatIsExpected(string text, string where, string what)
    {
        var error = Assert.Throws<RpcException>(() => VisibilityQueryParser.ParseQuery(text));

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

    private static Comparison Equal(VisibilityField field, object value) => new(field, ComparisonOperator.Equal, value);
}
