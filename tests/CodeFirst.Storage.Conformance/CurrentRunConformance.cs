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

        Assert.Equal(Sample.Id("run-1"), await FindAsync());
        Assert.Null(await Store.FindCurrentRunAsync(Sample.Id("namespace-2"), WorkflowId, CancellationToken.None));
    }

    [Fact]
    public async Task Commit_ExpectedNoneButThereIsOne_IsAConflictThatWritesNothing()
    {
        await StartAsync("run-1", null);

        Assert.Equal(CommitResult.Conflict, await StartAsync("run-2", null));

        Assert.Equal(Sample.Id("run-1"), await FindAsync());
        Assert.Null(await Store.LoadRunAsync(Sample.Key("run-2"), CancellationToken.None));
    }

    [Fact]
    public async Task Commit_ExpectedAnotherRun_IsAConflictThatWritesNothing()
    {
        await StartAsync("run-1", null);

        Assert.Equal(CommitResult.Conflict, await StartAsync("run-2", "run-0"));
        Assert.Equal(CommitResult.Conflict, await StartAsync("run-3", "RUN-1"));

        Assert.Equal(Sample.Id("run-1"), await FindAsync());
        Assert.Null(await Store.LoadRunAsync(Sample.Key("run-2"), CancellationToken.None));
    }

    [Fact]
    public async Task Commit_ExpectedARunButThereIsNone_IsAConflict()
    {
        Assert.Equal(CommitResult.Conflict, await StartAsync("run-2", "run-1"));
        Assert.Null(await FindAsync());
    }

    [Fact]
    public async Task Commit_ThreeRunsOfOneId_AreWrittenTogetherOrNotAtAll()
    {
        await StartAsync("run-1", null);
        await StartAsync("run-2", "run-1");
        RunCommit Reset(long versionOfFirst) => new()
        {
            Runs =
            [
                Sample.Write(Sample.Key("run-1"), versionOfFirst, WorkflowExecutionStatus.ContinuedAsNew),
                Sample.Write(Sample.Key("run-2"), 1, WorkflowExecutionStatus.Terminated),
                Sample.Write(Sample.Key("run-3"), 0),
            ],
            CurrentRun = new(Sample.Id("run-2"), Sample.Id("run-3")),
        };

        Assert.Equal(CommitResult.Conflict, await Store.CommitOneAsync(Reset(versionOfFirst: 7)));
        Assert.Equal(Sample.Id("run-2"), await FindAsync());
        Assert.Null(await Store.LoadRunAsync(Sample.Key("run-3"), CancellationToken.None));

        Assert.Equal(CommitResult.Committed, await Store.CommitOneAsync(Reset(versionOfFirst: 1)));
        Assert.Equal(Sample.Id("run-3"), await FindAsync());
        Assert.Equal(2, (await Store.LoadRunAsync(Sample.Key("run-1"), CancellationToken.None))?.Version);
        Assert.Equal(2, (await Store.LoadRunAsync(Sample.Key("run-2"), CancellationToken.None))?.Version);
    }

    [Fact]
    public async Task Commit_CloseAndContinue_MovesCurrentAndWritesBothRuns()
    {
        await StartAsync("run-1", null);

        var result = await Store.CommitOneAsync(new RunCommit
        {
            Runs = [Sample.Write(Sample.Key("run-1"), 1, WorkflowExecutionStatus.ContinuedAsNew), Sample.Write(Sample.Key("run-2"), 0)],
            CurrentRun = new(Sample.Id("run-1"), Sample.Id("run-2")),
        });

        Assert.Equal(CommitResult.Committed, result);
        Assert.Equal(Sample.Id("run-2"), await FindAsync());
        Assert.Equal(2, (await Store.LoadRunAsync(Sample.Key("run-1"), CancellationToken.None))?.Version);
        Assert.Equal(1, (await Store.LoadRunAsync(Sample.Key("run-2"), CancellationToken.None))?.Version);
    }

    [Fact]
    public async Task Commit_ContinuationThatComesLate_LeavesBothRunsUntouched()
    {
        await StartAsync("run-1", null);
        await StartAsync("run-2", "run-1");

        var result = await Store.CommitOneAsync(new RunCommit
        {
            Runs = [Sample.Write(Sample.Key("run-1"), 1, WorkflowExecutionStatus.ContinuedAsNew), Sample.Write(Sample.Key("run-3"), 0)],
            CurrentRun = new(Sample.Id("run-1"), Sample.Id("run-3")),
        });

        Assert.Equal(CommitResult.Conflict, result);
        Assert.Equal(Sample.Id("run-2"), await FindAsync());
        Assert.Equal(1, (await Store.LoadRunAsync(Sample.Key("run-1"), CancellationToken.None))?.Version);
        Assert.Null(await Store.LoadRunAsync(Sample.Key("run-3"), CancellationToken.None));
    }

    [Fact]
    public async Task LoadCurrent_MovesWithTheCurrentRun()
    {
        Assert.Null(await Store.LoadCurrentRunAsync(Sample.Namespace, WorkflowId, CancellationToken.None));
        await StartAsync("run-1", null);
        await Store.PutAsync(Sample.Write(Sample.Key("run-1"), 1) with { Deadline = DeadlineChange.To(Sample.Time(7)) });
        var first = await Store.LoadCurrentRunAsync(Sample.Namespace, WorkflowId, CancellationToken.None);
        await StartAsync("run-2", "run-1");
        var second = await Store.LoadCurrentRunAsync(Sample.Namespace, WorkflowId, CancellationToken.None);

        Assert.Equal(new StoredRun(2, Sample.State(Sample.Key("run-1"), 2), Sample.Time(7)), first);
        Assert.Equal(new StoredRun(1, Sample.State(Sample.Key("run-2"), 1), null), second);
        Assert.Null(await Store.LoadCurrentRunAsync(Sample.Id("namespace-2"), WorkflowId, CancellationToken.None));
    }

    [Fact]
    public async Task ReadVersions_TellsCurrentRunAndVersions()
    {
        await StartAsync("run-1", null);
        await Store.PutAsync(Sample.Write(Sample.Key("run-1"), 1));
        await StartAsync("run-2", "run-1");

        var versions = await ReadVersionsAsync(Sample.Id("run-2"), Sample.Id("run-3"), "no-run-id", Sample.Id("run-1"));

        Assert.Equal(Sample.Id("run-2"), versions.CurrentRunId);
        Assert.Equal([1, 0, 0, 2], versions.Versions);
        Assert.Equal([], (await ReadVersionsAsync()).Versions);
    }

    [Fact]
    public async Task ReadVersions_WorkflowThatNeverRan_HasNoCurrentRun()
    {
        var versions = await ReadVersionsAsync(Sample.Id("run-1"));

        Assert.Null(versions.CurrentRunId);
        Assert.Equal([0], versions.Versions);
    }

    [Fact]
    public async Task Commit_ManyConcurrentStarts_OneWins()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => StartAsync($"run-{i}", null))));

        Assert.Single(results, CommitResult.Committed);
        Assert.Equal(Sample.Id($"run-{results.IndexOf(CommitResult.Committed)}"), await FindAsync());
    }

    private Task<CommitResult> StartAsync(string run, string? expected) =>
        Store.CommitOneAsync(new RunCommit
        {
            Runs = [Sample.Write(Sample.Key(run), 0)],
            CurrentRun = new(expected is null ? null : Sample.Id(expected), Sample.Id(run)),
        });

    private Task<string?> FindAsync() => Store.FindCurrentRunAsync(Sample.Namespace, WorkflowId, CancellationToken.None);

    private Task<WorkflowVersions> ReadVersionsAsync(params string[] runIds) =>
        Store.ReadVersionsAsync(Sample.Namespace, WorkflowId, runIds, CancellationToken.None);
}
