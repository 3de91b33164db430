using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Runs;

namespace CodeFirst.Storage.Conformance;

public abstract class CurrentRunConformance(IStoreSource source) : StoreConformance(source)
{
    private const string WorkflowId = "workflow-1";

    [Fact]
    public async Task Find_WorkflowThatNeverRan_IsNull() => Assert.Null(await FindAsync());

    [Fact]
    public async Task Commit_FirstRun_BecomesCurrent()
    {
        Assert.Equal(CommitResult.Committed, await StartAsync("run-1", null));

        Assert.Equal("run-1", await FindAsync());
        Assert.Null(await Store.FindCurrentRunAsync("namespace-2", WorkflowId, CancellationToken.None));
    }

    [Fact]
    public async Task Commit_ExpectedNoneButThereIsOne_IsAConflictThatWritesNothing()
    {
        await StartAsync("run-1", null);

        Assert.Equal(CommitResult.Conflict, await StartAsync("run-2", null));

        Assert.Equal("run-1", await FindAsync());
        Assert.Null(await Store.LoadRunAsync(Sample.Key("run-2"), CancellationToken.None));
    }

    [Fact]
    public async Task Commit_ExpectedAnotherRun_IsAConflictThatWritesNothing()
    {
        await StartAsync("run-1", null);

        Assert.Equal(CommitResult.Conflict, await StartAsync("run-2", "run-0"));
        Assert.Equal(CommitResult.Conflict, await StartAsync("run-3", "RUN-1"));

        Assert.Equal("run-1", await FindAsync());
        Assert.Null(await Store.LoadRunAsync(Sample.Key("run-2"), CancellationToken.None));
    }

    [Fact]
    public async Task Commit_ExpectedARunButThereIsNone_IsAConflict()
    {
        Assert.Equal(CommitResult.Conflict, await StartAsync("run-2", "run-1"));
        Assert.Null(await FindAsync());
    }

    [Fact]
    public async Task Commit_CloseAndContinue_MovesCurrentAndWritesBothRuns()
    {
        await StartAsync("run-1", null);

        var result = await Store.CommitOneAsync(new RunCommit
        {
            Runs = [Sample.Write(Sample.Key("run-1"), 1, WorkflowExecutionStatus.ContinuedAsNew), Sample.Write(Sample.Key("run-2"), 0)],
            CurrentRun = new("run-1", "run-2"),
        });

        Assert.Equal(CommitResult.Committed, result);
        Assert.Equal("run-2", await FindAsync());
        Assert.Equal(2, (await Store.LoadRunAsync(Sample.Key("run-1"), CancellationToken.None))?.Version);
        Assert.Equal(1, (await Store.LoadRunAsync(Sample.Key("run-2"), CancellationToken.None))?.Version);
    }

    [Fact]
    public async Task Commit_ManyConcurrentStarts_OneWins()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => StartAsync($"run-{i}", null))));

        Assert.Single(results, CommitResult.Committed);
        Assert.Equal($"run-{results.IndexOf(CommitResult.Committed)}", await FindAsync());
    }

    private Task<CommitResult> StartAsync(string runId, string? expected) =>
        Store.CommitOneAsync(new RunCommit { Runs = [Sample.Write(Sample.Key(runId), 0)], CurrentRun = new(expected, runId) });

    private Task<string?> FindAsync() => Store.FindCurrentRunAsync(Sample.Namespace, WorkflowId, CancellationToken.None);
}
