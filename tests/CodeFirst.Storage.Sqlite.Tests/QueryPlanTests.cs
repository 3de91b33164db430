using CodeFirst.Storage.Sqlite.Connections;
using CodeFirst.Storage.Sqlite.History;
using CodeFirst.Storage.Sqlite.Migrations;
using CodeFirst.Storage.Sqlite.Runs;
using CodeFirst.Storage.Sqlite.Schedules;
using CodeFirst.Storage.Sqlite.Tasks;
using CodeFirst.Storage.Sqlite.Visibility;
using CodeFirst.Storage.Visibility;

namespace CodeFirst.Storage.Sqlite.Tests;

/// <summary>The hot statements search an index and never sort or scan.</summary>
public sealed class QueryPlanTests : IDisposable
{
    private readonly SqliteSession _session = new("Data Source=:memory:;Pooling=False", string.Empty);

    public QueryPlanTests() => SqliteMigrator.Apply(_session, "memory");

    public static TheoryData<string, string> Statements => new()
    {
        { RunsSql.Load, "SEARCH runs USING INDEX sqlite_autoindex_runs_1 (slot=? AND run_id=?)" },
        { RunsSql.ReadVersion, "SEARCH runs USING INDEX sqlite_autoindex_runs_1 (slot=? AND run_id=?)" },
        { RunsSql.Update, "SEARCH runs USING INDEX sqlite_autoindex_runs_1 (slot=? AND run_id=?)" },
        { RunsSql.UpdateKeepingDeadline, "SEARCH runs USING INDEX sqlite_autoindex_runs_1 (slot=? AND run_id=?)" },
        { VisibilitySql.ReadExpired, "SEARCH visibility USING INDEX visibility_listing (namespace_id=? AND close_order<?)" },
        { RunsSql.FindCurrent, "SEARCH current_runs USING PRIMARY KEY (slot=? AND namespace_id=? AND workflow_id=?)" },
        { RunsSql.ReadDue, "SEARCH runs USING INDEX runs_deadline (deadline<?)" },
        { ReadyTasksSql.Read, "SEARCH ready_tasks USING INDEX ready_tasks_queue (namespace_id=? AND kind=? AND task_queue=? AND (ready_since,run_id,scheduled_event_id)>(?,?,?))" },
        { ReadyTasksSql.Count, "SEARCH ready_tasks USING COVERING INDEX ready_tasks_queue (namespace_id=? AND kind=? AND task_queue=?)" },
        { ReadyTasksSql.Remove, "SEARCH ready_tasks USING PRIMARY KEY (slot=? AND run_id=? AND kind=? AND scheduled_event_id=?)" },
        { SchedulesSql.Load, "SEARCH schedules USING INDEX sqlite_autoindex_schedules_1 (slot=? AND namespace_id=? AND schedule_id=?)" },
        { SchedulesSql.ReadDue, "SEARCH schedules USING INDEX schedules_deadline (deadline<?)" },
        { VisibilityQuery.ListSchedules("n", null, "s", 1).Sql, "SEARCH schedules USING INDEX schedules_listing (namespace_id=? AND schedule_id>?)" },
        { VisibilityQuery.List("n", null, null, 1).Sql, "SEARCH visibility USING INDEX visibility_listing (namespace_id=?)" },
        { List(after: true), "SEARCH visibility USING INDEX visibility_listing (namespace_id=? AND (close_order,start_time,run_id)<(?,?,?))" },
        {
            List(filter: new VisibilityFilter.Comparison(VisibilityField.WorkflowId, ComparisonOperator.Equal, "w")),
            "SEARCH visibility USING INDEX visibility_workflow (namespace_id=? AND workflow_id=?)"
        },
        {
            List(after: true, filter: new VisibilityFilter.Comparison(VisibilityField.WorkflowType, ComparisonOperator.Equal, "w")),
            "SEARCH visibility USING INDEX visibility_listing (namespace_id=? AND (close_order,start_time,run_id)<(?,?,?))"
        },
    };

    [Theory]
    [MemberData(nameof(Statements), DisableDiscoveryEnumeration = true)]
    public void HotStatement_Plan_SearchesItsIndexOnly(string sql, string plan) => Assert.Equal([plan], Explain(sql));

    [Fact]
    public void AttributeEquality_Plan_LeadsByTheIndexOfValues()
    {
        var customer = VisibilityField.Attribute("Customer", CodeFirst.Protocol.Enums.V1.IndexedValueType.Keyword);
        var filter = new VisibilityFilter.And(
            new VisibilityFilter.Comparison(VisibilityField.WorkflowType, ComparisonOperator.Equal, "Order"),
            new VisibilityFilter.Comparison(customer, ComparisonOperator.Equal, "ada"));

        var plan = Explain(List(filter: filter));

        Assert.Contains("SEARCH visibility USING INDEX sqlite_autoindex_visibility_1 (slot=? AND run_id=?)", plan);
        Assert.Contains("SEARCH search_attributes USING COVERING INDEX search_attributes_value (namespace_id=? AND name=? AND type=? AND value=?)", plan);
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN visibility", StringComparison.Ordinal));
    }

    [Fact]
    public void AttributeOtherwise_Plan_ReadsTheListingAndLooksUpEachRun()
    {
        var customer = VisibilityField.Attribute("Customer", CodeFirst.Protocol.Enums.V1.IndexedValueType.Keyword);

        var plan = Explain(List(filter: new VisibilityFilter.Comparison(customer, ComparisonOperator.NotEqual, "ada")));

        Assert.Contains("SEARCH visibility USING INDEX visibility_listing (namespace_id=?)", plan);
        Assert.Contains("SEARCH a USING PRIMARY KEY (slot=? AND run_id=? AND name=? AND type=?)", plan);
    }

    [Fact]
    public void HistoryRead_Plan_SearchesThePrimaryKeyTwice()
    {
        var plan = Explain(HistorySql.Read);

        Assert.All(plan.Where(step => !step.StartsWith("SCALAR SUBQUERY", StringComparison.Ordinal)), step => Assert.StartsWith("SEARCH history USING", step, StringComparison.Ordinal));
        Assert.Contains("SEARCH history USING INDEX sqlite_autoindex_history_1 (slot=? AND run_id=? AND first_event_id>? AND first_event_id<?)", plan);
    }

    [Fact]
    public void LoadCurrent_Plan_SearchesBothPrimaryKeys() => Assert.Equal(
        [
            "SEARCH current_runs USING PRIMARY KEY (slot=? AND namespace_id=? AND workflow_id=?)",
            "SEARCH runs USING INDEX sqlite_autoindex_runs_1 (slot=? AND run_id=?)",
        ],
        Explain(RunsSql.LoadCurrent));

    public void Dispose() => _session.Dispose();

    private static string List(bool after = false, VisibilityFilter? filter = null) =>
        VisibilityQuery.List("n", filter, after ? new VisibilityCursor(null, DateTimeOffset.UnixEpoch, "r") : null, 1).Sql;

    private List<string> Explain(string sql)
    {
        var plan = new List<string>();
        using var statement = _session.PrepareOnce("EXPLAIN QUERY PLAN " + sql);
        using var rows = statement.Query();
        while (rows.Read())
        {
            plan.Add(rows.GetText(3));
        }

        return plan;
    }
}
