using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Conformance;
using CodeFirst.Storage.Runs;
using CodeFirst.TestDatabase;
using Npgsql;

namespace CodeFirst.Storage.Postgres.Tests.Runs;

/// <summary>What a commit costs: round trips, transactions and rows, and how the database finds the rows.</summary>
public class CommitCostTests
{
    private static readonly string[] Tables = ["runs", "current_runs", "history", "ready_tasks", "visibility"];

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Commit_Batch_IsOneRoundTripAndOneTransaction(int size)
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await OpenAsync(schema);
        var before = store.Counters;

        await store.CommitAsync([.. Enumerable.Range(0, size).Select(Start)], CancellationToken.None);
        await store.CommitAsync([.. Enumerable.Range(0, size).Select(Complete)], CancellationToken.None);

        Assert.Equal(2, store.Counters.RoundTrips - before.RoundTrips);
        Assert.Equal(2, store.Counters.Commits - before.Commits);

        // A start writes run, current run, history, task and visibility; its completion run, history, task and visibility.
        Assert.Equal(9 * size, store.Counters.RowsWritten - before.RowsWritten);
    }

    [Fact]
    public async Task Read_OfARun_IsOneRoundTrip()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await OpenAsync(schema);
        await store.CommitOneAsync(Start(1));
        var before = store.Counters.RoundTrips;

        Assert.NotNull(await store.LoadCurrentRunAsync(Sample.Namespace, "workflow-1", CancellationToken.None));
        Assert.Equal([1], (await store.ReadVersionsAsync(Sample.Namespace, "workflow-1", [Sample.Id("run-1")], CancellationToken.None)).Versions);
        Assert.Single(await store.ReadHistoryAsync(Sample.Key("run-1"), 1, 100, int.MaxValue, CancellationToken.None));

        Assert.Equal(3, store.Counters.RoundTrips - before);
    }

    [Fact]
    public async Task Commit_PlannedWhileTheTablesWereEmpty_ReadsIndexesOnly()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using (var store = await OpenAsync(schema))
        {
            for (var i = 0; i < 20; i++)
            {
                await store.CommitAsync([Start(i), Start(100 + i)], CancellationToken.None);
                await store.CommitAsync([Complete(i), Complete(100 + i)], CancellationToken.None);
            }
        }

        await WaitForUpdatesAsync(schema, 40);
        foreach (var table in Tables)
        {
            Assert.Equal(0, await QueryAsync(schema, $"SELECT seq_tup_read FROM pg_stat_user_tables WHERE schemaname = current_schema() AND relname = '{table}'"));
        }
    }

    [Fact]
    public async Task Commit_DeadlineThatStays_LeavesTheIndexesAlone()
    {
        await using var schema = await TestSchema.CreateAsync();
        var key = Sample.Key("run-1");
        await using (var store = await OpenAsync(schema))
        {
            await store.PutAsync(Sample.Write(key, 0) with { Deadline = DeadlineChange.To(Sample.Time(1)) });
            for (var version = 1; version <= 20; version++)
            {
                await store.PutAsync(Sample.Write(key, version) with { Deadline = DeadlineChange.Keep });
            }
        }

        await WaitForUpdatesAsync(schema, 20);
        Assert.Equal(20, await QueryAsync(schema, "SELECT n_tup_hot_upd FROM pg_stat_user_tables WHERE schemaname = current_schema() AND relname = 'runs'"));
    }

    private static RunCommit Start(int number)
    {
        var key = Key(number);
        return new RunCommit
        {
            Runs = [Sample.Write(key, 0) with { History = [Sample.Batch(1, 2)], AddedTasks = [Sample.Task(2)], Visibility = Sample.Record(key) }],
            CurrentRun = new CurrentRunChange(null, key.RunId),
        };
    }

    private static RunCommit Complete(int number)
    {
        var key = Key(number);
        return Sample.Commit(Sample.Write(key, 1, WorkflowExecutionStatus.Completed) with
        {
            History = [Sample.Batch(3, 3)],
            RemovedTasks = [Sample.Task(2)],
            Visibility = Sample.Record(key, close: 1),
        });
    }

    private static RunKey Key(int number) => Sample.Key($"run-{number}", $"workflow-{number}");

    private static async Task<PostgresStore> OpenAsync(TestSchema schema)
    {
        var store = PostgresStore.Open(schema.ConnectionString);
        await store.MigrateAsync(CancellationToken.None);
        return store;
    }

    /// <summary>A session tells its statistics when it ends, which it does a moment after the client.</summary>
    private static async Task WaitForUpdatesAsync(TestSchema schema, long count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await QueryAsync(schema, "SELECT n_tup_upd FROM pg_stat_user_tables WHERE schemaname = current_schema() AND relname = 'runs'") < count)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task<long> QueryAsync(TestSchema schema, string sql)
    {
        await using var connection = new NpgsqlConnection(schema.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
