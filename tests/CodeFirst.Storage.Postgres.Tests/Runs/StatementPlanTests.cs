using CodeFirst.Engine.Tasks;
using CodeFirst.Storage.Postgres.Connections;
using CodeFirst.Storage.Postgres.History;
using CodeFirst.Storage.Postgres.Runs;
using CodeFirst.Storage.Postgres.Tasks;
using CodeFirst.Storage.Postgres.Visibility;
using CodeFirst.TestDatabase;
using Npgsql;
using NpgsqlTypes;

namespace CodeFirst.Storage.Postgres.Tests.Runs;

/// <summary>The hot reads search an index and never sort or scan, in a database with many runs.</summary>
public class StatementPlanTests
{
    private const string Fill =
        """
        INSERT INTO runs (slot, run_id, namespace_id, workflow_id, version, status, deadline, state)
        SELECT i % 1024, gen_random_uuid(), gen_random_uuid(), 'w' || i, 1, 1, CASE WHEN i % 4 = 0 THEN i END, 'state' FROM generate_series(1, 20000) AS i;
        INSERT INTO current_runs (slot, namespace_id, workflow_id, run_id)
        SELECT slot, namespace_id, workflow_id, run_id FROM runs;
        INSERT INTO history (slot, run_id, first_event_id, event_count, events)
        SELECT slot, run_id, 1, 3, 'events' FROM runs;
        INSERT INTO ready_tasks (slot, run_id, kind, scheduled_event_id, namespace_id, workflow_id, task_queue, attempt, ready_since)
        SELECT slot, run_id, 1, 2, '00000000-0000-0000-0000-000000000001', workflow_id, 'q' || slot % 10, 1, 1 FROM runs;
        INSERT INTO visibility (
          slot, run_id, namespace_id, workflow_id, workflow_type, task_queue, status, start_time, execution_time, close_time, history_length, history_size_bytes,
          first_run_id, memo, search_attributes, state_transition_count)
        SELECT slot, run_id, '00000000-0000-0000-0000-000000000001', workflow_id, 'Order', 'q', 2, 1, 1, version, 1, 1, run_id, '', '', 1 FROM runs;
        ANALYZE;
        """;

    private static readonly Guid Id = Guid.Parse("00000000-0000-0000-0000-000000000001");

    [Fact]
    public async Task HotReads_Plans_SearchTheirIndexes()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using (var store = PostgresStore.Open(schema.ConnectionString))
        {
            await store.MigrateAsync(CancellationToken.None);
        }

        await using var connection = new NpgsqlConnection(schema.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using (var fill = new NpgsqlCommand(Fill, connection))
        {
            await fill.ExecuteNonQueryAsync();
        }

        const short slot = 5;
        await AssertSearchesAsync(connection, new Statement(RunsSql.Load).Bind(slot).Bind(Id).Bind(Id).Bind("w5"), "runs_pkey");
        await AssertSearchesAsync(connection, new Statement(RunsSql.LoadCurrent).Bind(slot).Bind(Id).Bind("w5"), "current_runs_pkey", "runs_pkey");
        await AssertSearchesAsync(connection, new Statement(RunsSql.FindCurrent).Bind(slot).Bind(Id).Bind("w5"), "current_runs_pkey");
        await AssertSearchesAsync(connection, new Statement(RunsSql.ReadDue).Bind(100L).Bind(10), "runs_deadline");
        await AssertSearchesAsync(connection, new Statement(VisibilitySql.ReadExpired).Bind(Id).Bind(100L).Bind(10), "visibility_listing");
        await AssertSearchesAsync(
            connection, new Statement(HistorySql.Read).Bind(slot).Bind(Id).Bind(5L).Bind(9L).Bind(1000L).Bind(256), "history_pkey");
        await AssertSearchesAsync(
            connection, new Statement(ReadyTasksSql.Read).Bind(Id).Bind((short)TaskKind.Workflow).Bind("q5").Bind(1L).Bind(Id).Bind(1L).Bind(10), "ready_tasks_queue");
        await AssertSearchesAsync(connection, new Statement(ReadyTasksSql.Count).Bind(Id).Bind((short)TaskKind.Workflow).Bind("q5"), "ready_tasks_queue");

        // The asked run ids come in an order that the answer keeps, by a sort of these few.
        var versions = await ExplainAsync(connection, new Statement(RunsSql.ReadVersions).Bind(slot).Bind(Id).Bind("w5").Bind([Id], NpgsqlDbType.Uuid));
        Assert.Contains("current_runs_pkey", versions, StringComparison.Ordinal);
        Assert.Contains("runs_pkey", versions, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", versions, StringComparison.Ordinal);
    }

    private static async Task AssertSearchesAsync(NpgsqlConnection connection, Statement statement, params string[] indexes)
    {
        var plan = await ExplainAsync(connection, statement);
        Assert.All(indexes, index => Assert.Contains(index, plan, StringComparison.Ordinal));
        Assert.False(plan.Contains("Seq Scan", StringComparison.Ordinal) || plan.Contains("Sort", StringComparison.Ordinal), plan);
    }

    private static async Task<string> ExplainAsync(NpgsqlConnection connection, Statement statement)
    {
        await using var command = statement.ToCommand();
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
