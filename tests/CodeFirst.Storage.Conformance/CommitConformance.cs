using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Runs;
using Google.Protobuf;

namespace CodeFirst.Storage.Conformance;

public abstract class CommitConformance(IStoreSource source) : StoreConformance(source)
{
    [Fact]
    public async Task Load_UnknownRun_IsNull()
    {
        await Store.PutAsync(Sample.Write(Sample.Key("run-1"), 0));

        Assert.Null(await Store.LoadRunAsync(Sample.Key("run-2"), CancellationToken.None));
        Assert.Null(await Store.LoadRunAsync(Sample.Key("run-1", workflowId: "workflow-2"), CancellationToken.None));
        Assert.Null(await Store.LoadRunAsync(Sample.Key("run-1", @namespace: "namespace-2"), CancellationToken.None));
    }

    [Fact]
    public async Task Commit_NewRun_IsLoadedWithVersionOneAndItsState()
    {
        var key = Sample.Key("run-1");
        await Store.PutAsync(Sample.Write(key, 0));

        var run = await Store.LoadRunAsync(key, CancellationToken.None);

        Assert.Equal(1, run?.Version);
        Assert.Equal(Sample.State(key, 1), run?.State);
    }

    [Fact]
    public async Task Commit_ExpectedVersion_ReplacesStateAndCountsUp()
    {
        var key = Sample.Key("run-1");
        await Store.PutAsync(Sample.Write(key, 0));
        await Store.PutAsync(Sample.Write(key, 1));
        await Store.PutAsync(Sample.Write(key, 2, WorkflowExecutionStatus.Completed));

        var run = await Store.LoadRunAsync(key, CancellationToken.None);

        Assert.Equal(3, run?.Version);
        Assert.Equal(Sample.State(key, 3), run?.State);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Commit_OtherVersion_IsAConflictThatWritesNothing(long expectedVersion)
    {
        var key = Sample.Key("run-1");
        await Store.PutAsync(Sample.Write(key, 0) with { History = [Sample.Batch(1, 2)] });
        await Store.PutAsync(Sample.Write(key, 1) with { Deadline = DeadlineChange.To(Sample.Time(5)) });

        var result = await Store.CommitOneAsync(Sample.Commit(Sample.Write(key, expectedVersion) with
        {
            History = [Sample.Batch(3, 1)],
            AddedTasks = [Sample.Task(3)],
            Deadline = DeadlineChange.To(Sample.Time(1)),
            Visibility = Sample.Record(key),
        }));

        Assert.Equal(CommitResult.Conflict, result);
        Assert.Equal(Sample.State(key, 2), (await Store.LoadRunAsync(key, CancellationToken.None))?.State);
        Assert.Single(await Store.ReadHistoryAsync(key, 1, long.MaxValue, int.MaxValue, CancellationToken.None));
        Assert.Equal((0, null), await Store.CountReadyTasksAsync(Sample.Namespace, Sample.Task(3).Kind, "queue-1", CancellationToken.None));
        Assert.Equal(Sample.Time(5), Assert.Single(await Store.ReadDueRunsAsync(Sample.Time(9), 9, CancellationToken.None)).Deadline);
        Assert.Empty(await Store.ListRunsAsync(Sample.Namespace, null, null, 9, CancellationToken.None));
    }

    [Fact]
    public async Task Commit_UpdateOfMissingRun_IsAConflict()
    {
        var result = await Store.CommitOneAsync(Sample.Commit(Sample.Write(Sample.Key("run-1"), 1)));

        Assert.Equal(CommitResult.Conflict, result);
    }

    [Fact]
    public async Task Commit_BatchWithConflicts_CommitsTheOthersInOneTransaction()
    {
        await Store.PutAsync(Sample.Write(Sample.Key("run-2", "workflow-2"), 0));
        var before = Store.Counters.Commits;

        var results = await Store.CommitAsync(
            [
                Sample.Commit(Sample.Write(Sample.Key("run-1", "workflow-1"), 0)),
                Sample.Commit(Sample.Write(Sample.Key("run-2", "workflow-2"), 0)),
                Sample.Commit(Sample.Write(Sample.Key("run-3", "workflow-3"), 7)),
                Sample.Commit(Sample.Write(Sample.Key("run-4", "workflow-4"), 0)),
            ],
            CancellationToken.None);

        Assert.Equal([CommitResult.Committed, CommitResult.Conflict, CommitResult.Conflict, CommitResult.Committed], results);
        Assert.Equal(1, (await Store.LoadRunAsync(Sample.Key("run-1", "workflow-1"), CancellationToken.None))?.Version);
        Assert.Equal(1, (await Store.LoadRunAsync(Sample.Key("run-2", "workflow-2"), CancellationToken.None))?.Version);
        Assert.Null(await Store.LoadRunAsync(Sample.Key("run-3", "workflow-3"), CancellationToken.None));
        Assert.Equal(1, (await Store.LoadRunAsync(Sample.Key("run-4", "workflow-4"), CancellationToken.None))?.Version);
        Assert.Equal(1, Store.Counters.Commits - before);
    }

    [Fact]
    public async Task Commit_EmptyBatch_IsEmpty()
    {
        var before = Store.Counters;

        Assert.Empty(await Store.CommitAsync([], CancellationToken.None));
        Assert.Equal(before, Store.Counters);
    }

    [Fact]
    public async Task Commit_ManyRuns_CommitsEveryOne()
    {
        var batch = Enumerable.Range(0, 1500).Select(i => Sample.Commit(Sample.Write(Sample.Key($"run-{i}", $"workflow-{i}"), 0))).ToArray();

        var results = await Store.CommitAsync(batch, CancellationToken.None);

        Assert.Equal(batch.Length, results.Length);
        Assert.All(results, result => Assert.Equal(CommitResult.Committed, result));
    }

    [Fact]
    public async Task Commit_ConcurrentDecisionsOnOneVersion_OneWins()
    {
        var key = Sample.Key("run-1");
        await Store.PutAsync(Sample.Write(key, 0));

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Store.CommitOneAsync(Sample.Commit(Sample.Write(key, 1))))));

        Assert.Single(results, CommitResult.Committed);
        Assert.Equal(2, (await Store.LoadRunAsync(key, CancellationToken.None))?.Version);
    }

    [Fact]
    public async Task Commit_SuccessorWithWrongVersion_LeavesTheFirstRunUntouched()
    {
        var old = Sample.Key("run-1");
        var next = Sample.Key("run-2");
        await Store.PutAsync(Sample.Write(old, 0));
        await Store.PutAsync(Sample.Write(next, 0));

        var result = await Store.CommitOneAsync(Sample.Commit(Sample.Write(old, 1, WorkflowExecutionStatus.ContinuedAsNew), Sample.Write(next, 0)));

        Assert.Equal(CommitResult.Conflict, result);
        Assert.Equal(1, (await Store.LoadRunAsync(old, CancellationToken.None))?.Version);
    }

    [Fact]
    public async Task Commit_LargeState_ComesBackWhole()
    {
        var key = Sample.Key("run-1");
        var state = Sample.State(key, 1);
        state.StartRequestId = new string('x', 3_000_000);
        await Store.PutAsync(Sample.Write(key, 0) with { State = state.ToByteArray() });

        Assert.Equal(state, (await Store.LoadRunAsync(key, CancellationToken.None))?.State);
    }

    [Theory]
    [InlineData("Bestellung Nr. 7 – größer als 'üblich'")]
    [InlineData("\"; DROP TABLE runs; --")]
    [InlineData("注文-🛒")]
    [InlineData("100%_")]
    [InlineData(" ")]
    public async Task WorkflowId_AnyText_ComesBackAsItWas(string text)
    {
        var key = Sample.Key("run-1", text);
        await Store.CommitOneAsync(new RunCommit { Runs = [Sample.Write(key, 0) with { Deadline = DeadlineChange.To(Sample.Time(1)) }], CurrentRun = new(null, key.RunId) });

        Assert.Equal(key.RunId, await Store.FindCurrentRunAsync(key.NamespaceId, key.WorkflowId, CancellationToken.None));
        Assert.Equal(key, Assert.Single(await Store.ReadDueRunsAsync(Sample.Time(1), 1, CancellationToken.None)).Key);
        Assert.NotNull(await Store.LoadRunAsync(key, CancellationToken.None));
    }

    [Fact]
    public async Task WorkflowId_AnotherCase_IsAnotherWorkflow()
    {
        await Store.CommitOneAsync(new RunCommit { Runs = [Sample.Write(Sample.Key("run-1", "workflow"), 0)], CurrentRun = new(null, Sample.Id("run-1")) });

        Assert.Null(await Store.FindCurrentRunAsync(Sample.Namespace, "Workflow", CancellationToken.None));
    }

    [Fact]
    public async Task Ids_TextThatIsNoCanonicalUuid_NamesNothing()
    {
        var key = Sample.Key("run-1") with { RunId = "abcdef00-0000-0000-0000-000000000000" };
        await Store.PutAsync(Sample.Write(key, 0));

        foreach (var other in new[] { "", "run-1", key.RunId.ToUpperInvariant(), key.RunId.Replace("-", "", StringComparison.Ordinal), $"{{{key.RunId}}}" })
        {
            Assert.Null(await Store.LoadRunAsync(key with { RunId = other }, CancellationToken.None));
            Assert.Null(await Store.FindCurrentRunAsync(other, key.WorkflowId, CancellationToken.None));
            Assert.Empty(await Store.ReadHistoryAsync(key with { RunId = other }, 1, 9, int.MaxValue, CancellationToken.None));
            Assert.Empty(await Store.ListRunsAsync(other, null, null, 9, CancellationToken.None));
            await Store.DeleteRunAsync(key with { RunId = other }, CancellationToken.None);
        }

        Assert.NotNull(await Store.LoadRunAsync(key, CancellationToken.None));
    }

    [Fact]
    public async Task Counters_CountWhatWasWritten()
    {
        var key = Sample.Key("run-1");
        var before = Store.Counters;
        await Store.PutAsync(Sample.Write(key, 0) with { History = [Sample.Batch(1, 2)], AddedTasks = [Sample.Task(2)] });
        var afterStart = Store.Counters;
        await Store.CommitOneAsync(Sample.Commit(Sample.Write(key, 0)));

        var afterConflict = Store.Counters;

        Assert.Equal((1, 3), (afterStart.Commits - before.Commits, afterStart.RowsWritten - before.RowsWritten));
        Assert.Equal((0, 0), (afterConflict.Commits - afterStart.Commits, afterConflict.RowsWritten - afterStart.RowsWritten));
        Assert.InRange(afterConflict.RoundTrips - before.RoundTrips, 0, 2);
    }

    [Fact]
    public async Task EveryMethod_CancelledToken_ThrowsAndWritesNothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        var key = Sample.Key("run-1");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.CommitAsync([Sample.Commit(Sample.Write(key, 0))], cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.LoadRunAsync(key, cancelled));

        Assert.Null(await Store.LoadRunAsync(key, CancellationToken.None));
    }

    [Fact]
    public async Task Migrate_Again_KeepsTheData()
    {
        await Store.PutAsync(Sample.Write(Sample.Key("run-1"), 0));

        await Store.MigrateAsync(CancellationToken.None);

        Assert.NotNull(await Store.LoadRunAsync(Sample.Key("run-1"), CancellationToken.None));
    }
}
