using CodeFirst.Server.Commits;
using CodeFirst.Storage;
using CodeFirst.Storage.Runs;

namespace CodeFirst.Server.Tests.Commits;

public class CommitPipelineTests
{
    [Fact]
    public async Task Commit_IdlePipeline_GoesAtOnceAndAlone()
    {
        var store = new HeldStore();
        var pipeline = new CommitPipeline(store, maxBatchesInFlight: 1, minBatchBeside: 1, maxBatchSize: 10);

        var commit = pipeline.CommitAsync(NewCommit());

        Assert.Single(await store.ReleaseAsync());
        Assert.Equal(CommitResult.Committed, await commit);
    }

    [Fact]
    public async Task Commit_BusyPipeline_GoesWithTheNextBatch()
    {
        var store = new HeldStore();
        var pipeline = new CommitPipeline(store, maxBatchesInFlight: 1, minBatchBeside: 1, maxBatchSize: 2);
        var first = pipeline.CommitAsync(NewCommit());
        var others = Enumerable.Range(0, 3).Select(_ => pipeline.CommitAsync(NewCommit())).ToList();

        Assert.Equal(3, pipeline.WaitingCount);
        Assert.Single(await store.ReleaseAsync());
        await first;
        Assert.Equal(2, (await store.ReleaseAsync(CommitResult.Conflict)).Count);
        Assert.Single(await store.ReleaseAsync());

        Assert.Equal([CommitResult.Conflict, CommitResult.Conflict, CommitResult.Committed], await Task.WhenAll(others));
    }

    [Fact]
    public async Task Commit_ManyWait_AnotherBatchBeginsBesideTheFirst()
    {
        var store = new HeldStore();
        var pipeline = new CommitPipeline(store, maxBatchesInFlight: 2, minBatchBeside: 2, maxBatchSize: 10);

        var commits = Enumerable.Range(0, 2).Select(_ => pipeline.CommitAsync(NewCommit())).ToList();
        Assert.Equal(1, store.HeldCount);

        commits.AddRange(Enumerable.Range(0, 2).Select(_ => pipeline.CommitAsync(NewCommit())));
        Assert.Equal(2, store.HeldCount);

        Assert.Single(await store.ReleaseAsync());
        Assert.Equal(2, (await store.ReleaseAsync()).Count);
        Assert.Single(await store.ReleaseAsync());
        await Task.WhenAll(commits);
    }

    [Fact]
    public async Task Commit_StoreFails_FailsTheBatchAndGoesOn()
    {
        var store = new HeldStore();
        var pipeline = new CommitPipeline(store, maxBatchesInFlight: 1, minBatchBeside: 1, maxBatchSize: 10);
        var failed = pipeline.CommitAsync(NewCommit());
        var next = pipeline.CommitAsync(NewCommit());

        await store.FailAsync(new StoreUnavailableException("gone"));
        await store.ReleaseAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => failed);
        Assert.Equal(CommitResult.Committed, await next);
    }

    [Fact]
    public async Task Drain_CommitsUnderWay_WaitsForThem()
    {
        var store = new HeldStore();
        var pipeline = new CommitPipeline(store, maxBatchesInFlight: 1, minBatchBeside: 1, maxBatchSize: 10);
        _ = pipeline.CommitAsync(NewCommit());
        _ = pipeline.CommitAsync(NewCommit());

        var drained = pipeline.DrainAsync();
        await store.ReleaseAsync();
        Assert.False(drained.IsCompleted);
        await store.ReleaseAsync();

        await drained.WaitAsync(TestServer.Patience);
        await pipeline.DrainAsync();
    }

    private static RunCommit NewCommit() => new() { Runs = [] };
}
