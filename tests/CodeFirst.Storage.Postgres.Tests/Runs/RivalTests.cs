using CodeFirst.Storage.Conformance;
using CodeFirst.Storage.Runs;
using CodeFirst.TestDatabase;

namespace CodeFirst.Storage.Postgres.Tests.Runs;

/// <summary>Several processes on one database: each is a store of its own here.</summary>
public class RivalTests
{
    private const int RunCount = 12;

    [Fact]
    public async Task Commit_BatchesOfTheSameRunsFromThreeProcesses_EachVersionIsDecidedOnce()
    {
        const int rounds = 30;
        await using var schema = await TestSchema.CreateAsync();
        await using var first = PostgresStore.Open(schema.ConnectionString);
        await using var second = PostgresStore.Open(schema.ConnectionString);
        await using var third = PostgresStore.Open(schema.ConnectionString);
        await first.MigrateAsync(CancellationToken.None);
        await first.CommitAsync([.. Enumerable.Range(0, RunCount).Select(i => Sample.Commit(Sample.Write(Key(i), 0)))], CancellationToken.None);

        PostgresStore[] stores = [first, second, third];
        var committed = await Task.WhenAll(stores.Select((store, seed) => Task.Run(() => DecideAsync(store, rounds, new Random(seed)))));

        var versions = await Task.WhenAll(Enumerable.Range(0, RunCount).Select(i => first.LoadRunAsync(Key(i), CancellationToken.None)));
        Assert.Equal(committed.Sum(), versions.Sum(run => run!.Version - 1));
        foreach (var (i, run) in versions.Index())
        {
            var history = await first.ReadHistoryAsync(Key(i), 1, long.MaxValue, int.MaxValue, CancellationToken.None);
            Assert.Equal(Enumerable.Range(1, (int)run!.Version - 1).Select(id => (long)id), history.Select(batch => batch.FirstEventId));
        }
    }

    /// <summary>Commits batches of some of the runs in a random order, and counts what was committed.</summary>
    private static async Task<int> DecideAsync(PostgresStore store, int rounds, Random random)
    {
        var committed = 0;
        for (var round = 0; round < rounds; round++)
        {
            var numbers = Enumerable.Range(0, RunCount).ToArray();
            random.Shuffle(numbers);
            var batch = new List<RunCommit>();
            foreach (var number in numbers[..8])
            {
                var run = (await store.LoadRunAsync(Key(number), CancellationToken.None))!;
                batch.Add(Sample.Commit(Sample.Write(Key(number), run.Version) with { History = [Sample.Batch(run.Version, 1)] }));
            }

            var results = await store.CommitAsync(batch, CancellationToken.None);
            committed += results.Count(result => result == CommitResult.Committed);
        }

        return committed;
    }

    private static RunKey Key(int number) => Sample.Key($"run-{number}", $"workflow-{number}");
}
