using CodeFirst.Storage.Conformance;
using CodeFirst.Storage.Runs;
using CodeFirst.TestDatabase;

namespace CodeFirst.Storage.Postgres.Tests.Connections;

/// <summary>A server that is killed and comes back.</summary>
public sealed class OutageTests : IDisposable
{
    private readonly PostgresCluster _cluster = PostgresCluster.Start();

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task EveryCall_WhileTheServerIsDown_IsUnavailableAndWorksAgainWhenItIsBack()
    {
        var key = Sample.Key("run-1");
        await using var store = await OpenAsync();
        await store.PutAsync(Sample.Write(key, 0));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => store.LoadRunAsync(key, CancellationToken.None)));

        _cluster.Kill();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.LoadRunAsync(key, CancellationToken.None));
        var down = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.CommitOneAsync(Sample.Commit(Sample.Write(key, 1))));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.MigrateAsync(CancellationToken.None));
        _cluster.Start();

        Assert.Contains("Start PostgreSQL", down.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await store.LoadRunAsync(key, CancellationToken.None))?.Version);
        await store.PutAsync(Sample.Write(key, 1));
    }

    [Fact]
    public async Task Read_OnConnectionsThatARestartEnded_DoesNotNotice()
    {
        var key = Sample.Key("run-1");
        await using var store = await OpenAsync();
        await store.PutAsync(Sample.Write(key, 0));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => store.LoadRunAsync(key, CancellationToken.None)));

        _cluster.Kill();
        _cluster.Start();

        Assert.Equal(1, (await store.LoadRunAsync(key, CancellationToken.None))?.Version);
        await store.PutAsync(Sample.Write(key, 1));
    }

    [Fact]
    public async Task Commit_ServerKilledUnderLoad_KeepsWhatWasAcknowledgedAndNothingByHalves()
    {
        const int writers = 8;
        await using var store = await OpenAsync();
        var progress = new SemaphoreSlim(0);

        var running = Enumerable.Range(0, writers).Select(i => Task.Run(() => CommitUntilItFailsAsync(store, Key(i), progress))).ToArray();
        for (var i = 0; i < writers * 10; i++)
        {
            await progress.WaitAsync(TimeSpan.FromSeconds(30));
        }

        _cluster.Kill();
        var acknowledged = await Task.WhenAll(running);
        _cluster.Start();

        for (var i = 0; i < writers; i++)
        {
            var run = await store.LoadRunAsync(Key(i), CancellationToken.None);
            var history = await store.ReadHistoryAsync(Key(i), 1, long.MaxValue, int.MaxValue, CancellationToken.None);

            // The commit that failed may have happened.
            Assert.InRange(run!.Version, acknowledged[i], acknowledged[i] + 1);
            Assert.Equal(run.Version, history.Count);
        }
    }

    private static async Task<long> CommitUntilItFailsAsync(PostgresStore store, RunKey key, SemaphoreSlim progress)
    {
        for (var version = 0L; ; version++)
        {
            try
            {
                await store.PutAsync(Sample.Write(key, version) with { History = [Sample.Batch(version + 1, 1)] });
                progress.Release();
            }
            catch (StoreUnavailableException)
            {
                return version;
            }
        }
    }

    private static RunKey Key(int number) => Sample.Key($"run-{number}", $"workflow-{number}");

    private async Task<PostgresStore> OpenAsync()
    {
        var store = PostgresStore.Open(_cluster.ConnectionString);
        await store.MigrateAsync(CancellationToken.None);
        return store;
    }
}
