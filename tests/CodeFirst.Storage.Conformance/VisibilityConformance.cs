using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Visibility;
using static CodeFirst.Storage.Visibility.ComparisonOperator;
using static CodeFirst.Storage.Visibility.VisibilityField;
using static CodeFirst.Storage.Visibility.VisibilityFilter;

namespace CodeFirst.Storage.Conformance;

public abstract class VisibilityConformance(IStoreSource source) : StoreConformance(source)
{
    /// <summary>Filters over the runs of <see cref="PutExamplesAsync"/>, and the ids of the runs they find, in order.</summary>
    public static TheoryData<string, VisibilityFilter?, string> Filters => new()
    {
        { "none", null, "running-2 running-1 failed done-2 done-1" },
        { "type", new Comparison(WorkflowType, Equal, "Order"), "running-1 failed done-1" },
        { "type differs", new Comparison(WorkflowType, NotEqual, "Order"), "running-2 done-2" },
        { "type in another case", new Comparison(WorkflowType, Equal, "ORDER"), "" },
        { "workflow id", new Comparison(WorkflowId, Equal, "w-done-2"), "done-2" },
        { "run id that is none", new Comparison(RunId, Equal, "failed"), "" },
        { "not a run id that is none", new Comparison(RunId, NotEqual, "failed"), "running-2 running-1 failed done-2 done-1" },
        { "run id among", new In(RunId, [Sample.Id("failed"), "done-1", Sample.Id("done-2")]), "failed done-2" },
        { "run id prefix", new Comparison(RunId, StartsWith, Sample.Id("done-2")[..9]), "done-2 done-1" },
        { "run id after", new Comparison(RunId, Greater, Sample.Id("failed")), "running-2 running-1" },
        { "run id", new Comparison(RunId, Equal, Sample.Id("failed")), "failed" },
        { "task queue", new Comparison(TaskQueue, Equal, "queue-2"), "done-2" },
        { "status", new Comparison(ExecutionStatus, Equal, WorkflowExecutionStatus.Completed), "done-2 done-1" },
        { "started before", new Comparison(StartTime, Less, Sample.Time(2)), "done-1" },
        { "started until", new Comparison(StartTime, LessOrEqual, Sample.Time(2)), "failed done-1" },
        { "started after", new Comparison(StartTime, Greater, Sample.Time(4)), "running-2" },
        { "started from", new Comparison(StartTime, GreaterOrEqual, Sample.Time(4)), "running-2 running-1" },
        { "began", new Comparison(ExecutionTime, Equal, Sample.Time(3)), "done-2" },
        { "closed after, which running is not", new Comparison(CloseTime, Greater, Sample.Time(10)), "failed done-2" },
        { "not closed after, which running is not either", new Not(new Comparison(CloseTime, Greater, Sample.Time(10))), "done-1" },
        { "not closed", new IsNull(CloseTime), "running-2 running-1" },
        { "closed", new Not(new IsNull(CloseTime)), "failed done-2 done-1" },
        { "prefix", new Comparison(WorkflowId, StartsWith, "w-r"), "running-2 running-1" },
        { "prefix in another case", new Comparison(WorkflowId, StartsWith, "W-r"), "" },
        { "prefix with wildcards", new Comparison(WorkflowId, StartsWith, "w%"), "" },
        { "no prefix", new Not(new Comparison(WorkflowId, StartsWith, "w-r")), "failed done-2 done-1" },
        { "lasted longer", new Comparison(ExecutionDuration, Greater, TimeSpan.FromSeconds(8.5)), "failed done-1" },
        { "lasted not longer, which running does not", new Not(new Comparison(ExecutionDuration, Greater, TimeSpan.FromSeconds(8.5))), "done-2" },
        { "no duration", new IsNull(ExecutionDuration), "running-2 running-1" },
        { "history of running is not known", new Comparison(HistoryLength, Less, 100L), "failed done-2 done-1" },
        { "history size", new Comparison(HistorySizeBytes, GreaterOrEqual, 0L), "failed done-2 done-1" },
        { "transitions", new Comparison(StateTransitionCount, Equal, 0L), "failed done-2 done-1" },
        { "no parent", new IsNull(ParentWorkflowId), "running-2 running-1 failed done-2 done-1" },
        { "its own root", new Comparison(RootWorkflowId, Equal, "w-failed"), "failed" },
        { "its own root run", new Comparison(RootRunId, Equal, Sample.Id("failed")), "failed" },
        { "empty prefix", new Comparison(WorkflowId, StartsWith, ""), "running-2 running-1 failed done-2 done-1" },
        { "in", new In(WorkflowType, ["Stock", "Other"]), "running-2 done-2" },
        { "status in", new In(ExecutionStatus, [WorkflowExecutionStatus.Failed, WorkflowExecutionStatus.Running]), "running-2 running-1 failed" },
        { "quoted", new Comparison(WorkflowType, Equal, "' OR ''='"), "" },
        {
            "and, or, not",
            new And(new Or(new IsNull(CloseTime), new Comparison(WorkflowType, Equal, "Stock")), new Not(new Comparison(RunId, Equal, Sample.Id("running-1")))),
            "running-2 done-2"
        },
        { "or before and", new Or(new Comparison(RunId, Equal, Sample.Id("failed")), new And(new IsNull(CloseTime), new Comparison(WorkflowType, Equal, "Order"))), "running-1 failed" },
    };

    [Theory]
    [MemberData(nameof(Filters), DisableDiscoveryEnumeration = true)]
    public async Task List_Filter_FindsWhatMatchesInOrder(string name, VisibilityFilter? filter, string expected)
    {
        await PutExamplesAsync();

        var found = await ListAsync(filter);

        Assert.True(expected == string.Join(' ', found.Select(record => Sample.Name(record.Key.RunId))), name);
    }

    [Theory]
    [MemberData(nameof(Filters), DisableDiscoveryEnumeration = true)]
    public async Task Count_Filter_CountsByStatusWhatListFinds(string name, VisibilityFilter? filter, string expected)
    {
        await PutExamplesAsync();

        var counts = await Store.CountRunsAsync(Sample.Namespace, filter, CancellationToken.None);

        var listed = (await ListAsync(filter)).CountBy(record => record.Status).ToDictionary(count => count.Key, count => (long)count.Value);
        Assert.True(listed.OrderBy(count => count.Key).SequenceEqual(counts.OrderBy(count => count.Key)), $"{name}: {expected}");
    }

    [Fact]
    public async Task List_Record_ComesBackAsItWas()
    {
        var record = Sample.Record(Sample.Key("run-1"), 1.0000001, 2.0000002, WorkflowExecutionStatus.TimedOut) with
        {
            ExecutionTime = Sample.Time(1.5),
            HistoryLength = 12,
            HistorySizeBytes = 3456,
            StateTransitionCount = 7,
            Parent = ("parent", Sample.Id("parent-run")),
            Root = ("root", Sample.Id("root-run")),
            FirstRunId = Sample.Id("run-0"),
            Memo = new byte[] { 1, 2, 0, 3 },
            SearchAttributes = new byte[] { 4 },
        };
        await Store.PutAsync(Sample.Write(record.Key, 0) with { Visibility = record });

        var read = Assert.Single(await ListAsync());

        Assert.Equal(record.Memo.ToArray(), read.Memo.ToArray());
        Assert.Equal(record.SearchAttributes.ToArray(), read.SearchAttributes.ToArray());
        Assert.Equal(record, read with { Memo = record.Memo, SearchAttributes = record.SearchAttributes });
    }

    [Fact]
    public async Task Commit_Visibility_ReplacesTheRowAndNullLeavesIt()
    {
        var key = Sample.Key("run-1");
        await Store.PutAsync(Sample.Write(key, 0) with { Visibility = Sample.Record(key) });
        await Store.PutAsync(Sample.Write(key, 1) with { Visibility = Sample.Record(key, close: 5) });
        await Store.PutAsync(Sample.Write(key, 2));

        Assert.Equal(Sample.Time(5), Assert.Single(await ListAsync()).CloseTime);
    }

    [Fact]
    public async Task List_OtherNamespace_IsEmpty()
    {
        await PutExamplesAsync();

        Assert.Empty(await Store.ListRunsAsync(Sample.Id("namespace-2"), null, null, 10, CancellationToken.None));
        Assert.Empty(await Store.CountRunsAsync(Sample.Id("namespace-2"), null, CancellationToken.None));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(12)]
    public async Task List_PageByPage_SeesEveryRunOnceInOrder(int limit)
    {
        for (var i = 0; i < 12; i++)
        {
            var key = Sample.Key($"run-{i}", $"workflow-{i % 5}");
            await Store.PutAsync(Sample.Write(key, 0) with { Visibility = Sample.Record(key, start: i % 2, close: i % 3 == 0 ? null : 10 + (i % 4)) });
        }

        var paged = new List<VisibilityRecord>();
        VisibilityCursor? after = null;
        while (true)
        {
            var page = await ListAsync(null, after, limit);
            paged.AddRange(page);
            if (page.Count < limit)
            {
                break;
            }

            after = new VisibilityCursor(page[^1].CloseTime, page[^1].StartTime, page[^1].Key.RunId);
        }

        var expected = paged
            .OrderByDescending(record => record.CloseTime ?? DateTimeOffset.MaxValue)
            .ThenByDescending(record => record.StartTime)
            .ThenByDescending(record => record.Key.RunId, StringComparer.Ordinal)
            .Select(record => record.Key.RunId);
        Assert.Equal(12, paged.DistinctBy(record => record.Key.RunId).Count());
        Assert.Equal(expected, paged.Select(record => record.Key.RunId));
    }

    private Task<IReadOnlyList<VisibilityRecord>> ListAsync(VisibilityFilter? filter = null, VisibilityCursor? after = null, int limit = 100) =>
        Store.ListRunsAsync(Sample.Namespace, filter, after, limit, CancellationToken.None);

    private async Task PutExamplesAsync()
    {
        await PutAsync("done-1", start: 1, close: 10);
        await PutAsync("failed", start: 2, close: 12, status: WorkflowExecutionStatus.Failed);
        await PutAsync("done-2", start: 3, close: 11, type: "Stock", taskQueue: "queue-2");
        await PutAsync("running-1", start: 4);
        await PutAsync("running-2", start: 5, type: "Stock");
    }

    private Task PutAsync(
        string run, double start, double? close = null, WorkflowExecutionStatus? status = null, string type = "Order", string taskQueue = "queue-1")
    {
        var key = Sample.Key(run, "w-" + run);
        return Store.PutAsync(Sample.Write(key, 0) with { Visibility = Sample.Record(key, start, close, status, type, taskQueue) });
    }
}
