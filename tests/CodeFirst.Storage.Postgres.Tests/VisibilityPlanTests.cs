using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Conformance;
using CodeFirst.Storage.Postgres.Visibility;
using CodeFirst.Storage.Visibility;
using CodeFirst.TestDatabase;
using Npgsql;

namespace CodeFirst.Storage.Postgres.Tests;

/// <summary>Lists read their indexes in a namespace of many runs, of which few have attributes.</summary>
public sealed class VisibilityPlanTests
{
    private const string Fill =
        """
        INSERT INTO visibility (
          slot, run_id, namespace_id, workflow_id, workflow_type, task_queue, status, start_time, execution_time, history_length, history_size_bytes,
          first_run_id, memo, search_attributes, state_transition_count, attributes)
        SELECT 1, gen_random_uuid(), $1, 'w' || i, 'Order', 'orders', 1, i, i, 0, 0, gen_random_uuid(), '', '', 0,
               CASE WHEN i % 10 = 0 THEN jsonb_build_object('Customer:2', 'c' || i) END
        FROM generate_series(1, 20000) AS i
        """;

    [Fact]
    public async Task List_Filters_ReadTheirIndexes()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = PostgresStore.Open(schema.ConnectionString);
        await store.MigrateAsync(CancellationToken.None);
        await using var source = NpgsqlDataSource.Create(schema.ConnectionString);
        await using (var fill = source.CreateCommand(Fill))
        {
            fill.Parameters.AddWithValue(Guid.Parse(Sample.Namespace));
            await fill.ExecuteNonQueryAsync();
        }

        await using (var analyze = source.CreateCommand("ANALYZE visibility"))
        {
            await analyze.ExecuteNonQueryAsync();
        }

        var customer = VisibilityField.Attribute("Customer", IndexedValueType.Keyword);
        Assert.Contains("visibility_attributes", await ExplainAsync(source, new VisibilityFilter.Comparison(customer, ComparisonOperator.Equal, "c500")), StringComparison.Ordinal);
        Assert.Contains("visibility_attributes", await ExplainAsync(source, new VisibilityFilter.In(customer, ["c500", "c510"])), StringComparison.Ordinal);
        Assert.Contains("visibility_workflow", await ExplainAsync(source, new VisibilityFilter.Comparison(VisibilityField.WorkflowId, ComparisonOperator.Equal, "w5")), StringComparison.Ordinal);
        Assert.Contains("visibility_listing", await ExplainAsync(source, filter: null), StringComparison.Ordinal);
    }

    private static async Task<string> ExplainAsync(NpgsqlDataSource source, VisibilityFilter? filter)
    {
        await using var connection = await source.OpenConnectionAsync();
        using var command = VisibilityQuery.List(Guid.Parse(Sample.Namespace), filter, after: null, 100).ToStatement().ToCommand();
        command.CommandText = "EXPLAIN " + command.CommandText;
        command.Connection = connection;
        await using var rows = await command.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await rows.ReadAsync())
        {
            plan.Add(rows.GetString(0));
        }

        return string.Join('\n', plan);
    }
}
