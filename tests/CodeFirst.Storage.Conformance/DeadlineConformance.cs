using CodeFirst.Storage.Runs;

namespace CodeFirst.Storage.Conformance;

public abstract class DeadlineConformance(IStoreSource source) : StoreConformance(source)
{
    [Fact]
    public async Task ReadDue_AtOrBefore_ReturnsNearestFirst()
    {
        await PutAsync("run-1", 0, Sample.Time(30));
        await PutAsync("run-2", 0, Sample.Time(10));
        await PutAsync("run-3", 0, Sample.Time(20.0000001));
        await PutAsync("run-4", 0, null);
        await PutAsync("run-5", 0, Sample.Time(20));

        var due = await Store.ReadDueRunsAsync(Sample.Time(20), 10, CancellationToken.None);

        Assert.Equal([new DueRun(Key("run-2"), Sample.Time(10)), new DueRun(Key("run-5"), Sample.Time(20))], due);
    }

    [Fact]
    public async Task ReadDue_Limit_ReturnsTheNearest()
    {
        for (var i = 9; i >= 0; i--)
        {
            await PutAsync($"run-{i}", 0, Sample.Time(i));
        }

        var due = await Store.ReadDueRunsAsync(Sample.Time(100), 3, CancellationToken.None);

        Assert.Equal(["run-0", "run-1", "run-2"], due.Select(run => Sample.Name(run.Key.RunId)));
    }

    [Fact]
    public async Task Commit_EveryWrite_ReplacesTheDeadline()
    {
        await PutAsync("run-1", 0, Sample.Time(10));
        await PutAsync("run-1", 1, Sample.Time(40));
        Assert.Equal([Sample.Time(40)], (await Store.ReadDueRunsAsync(Sample.Time(100), 9, CancellationToken.None)).Select(run => run.Deadline));

        await PutAsync("run-1", 2, null);
        Assert.Empty(await Store.ReadDueRunsAsync(DateTimeOffset.MaxValue, 9, CancellationToken.None));
    }

    [Fact]
    public async Task Commit_KeptDeadline_LeavesTheStoredOne()
    {
        await PutAsync("run-1", 0, Sample.Time(10.0000001));
        await PutAsync("run-1", 1, DeadlineChange.Keep);
        await PutAsync("run-2", 0, DeadlineChange.Keep);

        Assert.Equal([new DueRun(Key("run-1"), Sample.Time(10.0000001))], await Store.ReadDueRunsAsync(Sample.Time(100), 9, CancellationToken.None));
        Assert.Equal(Sample.Time(10.0000001), (await Store.LoadRunAsync(Key("run-1"), CancellationToken.None))?.Deadline);
        Assert.Null((await Store.LoadRunAsync(Key("run-2"), CancellationToken.None))?.Deadline);
    }

    private static RunKey Key(string run) => Sample.Key(run, "workflow-of-" + run);

    private Task PutAsync(string run, long version, DateTimeOffset? deadline) => PutAsync(run, version, DeadlineChange.To(deadline));

    private Task PutAsync(string run, long version, DeadlineChange deadline) => Store.PutAsync(Sample.Write(Key(run), version) with { Deadline = deadline });
}
