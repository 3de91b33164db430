using CodeFirst.Engine.Tasks;
using CodeFirst.Storage.Conformance.Model;
using CodeFirst.Storage.Tasks;
using CsCheck;

namespace CodeFirst.Storage.Conformance;

/// <summary>The store and the model, given the same random commits, give the same answers.</summary>
public abstract class RandomOperationConformance(IStoreSource source) : StoreConformance(source)
{
    private int _samples;

    [Fact]
    public Task Commits_Random_AnswerLikeTheModel() =>
        Operation.Generator.Array[1, 4].Array[1, 12].SampleAsync(RunAsync, iter: 40, threads: 1);

    private async Task RunAsync(Operation[][] batches)
    {
        // Runs are never deleted, so each sample lives in a namespace of its own.
        var sample = Interlocked.Increment(ref _samples);
        var namespaceId = Sample.Id($"namespace-{sample}");
        var model = new ModelStore();
        for (var number = 0; number < batches.Length; number++)
        {
            var batch = batches[number]
                .DistinctBy(operation => operation.Workflow)
                .Select(operation => operation.ToCommit(model, namespaceId, Sample.Id($"run-{sample:D4}-{number:D2}-{operation.Workflow}")))
                .ToArray();

            var results = await Store.CommitAsync(batch, CancellationToken.None);

            Assert.Equal(batch.Select(model.Commit), results);
        }

        await AssertSameAsync(model, namespaceId);
    }

    private async Task AssertSameAsync(ModelStore model, string namespaceId)
    {
        foreach (var run in model.Runs)
        {
            await AssertSameAsync(run);
        }

        for (var workflow = 0; workflow < 4; workflow++)
        {
            var found = await Store.FindCurrentRunAsync(namespaceId, $"workflow-{workflow}", CancellationToken.None);
            Assert.Equal(model.FindCurrent($"workflow-{workflow}"), found);
            var current = await Store.LoadCurrentRunAsync(namespaceId, $"workflow-{workflow}", CancellationToken.None);
            Assert.Equal(found, current?.State.RunId);
        }

        foreach (var kind in new[] { TaskKind.Workflow, TaskKind.Activity })
        {
            foreach (var queue in new[] { Operation.Queue(0), Operation.Queue(1) })
            {
                var expected = model.ReadReadyTasks(kind, queue).ToArray();
                Assert.Equal(expected, await Store.ReadReadyTasksAsync(namespaceId, kind, queue, TaskCursor.Start, int.MaxValue, CancellationToken.None));
                Assert.Equal(expected.Length, (await Store.CountReadyTasksAsync(namespaceId, kind, queue, CancellationToken.None)).Count);
            }
        }

        var due = (await Store.ReadDueRunsAsync(Sample.Time(3), int.MaxValue, CancellationToken.None)).Where(run => run.Key.NamespaceId == namespaceId).ToArray();
        Assert.Equal(model.ReadDue(Sample.Time(3)).ToHashSet(), due.ToHashSet());
        Assert.Equal(due.OrderBy(run => run.Deadline), due);

        var listed = await Store.ListRunsAsync(namespaceId, null, null, int.MaxValue, CancellationToken.None);
        Assert.Equal(model.List().Select(record => (record.Key, record.CloseTime)), listed.Select(record => (record.Key, record.CloseTime)));
    }

    private async Task AssertSameAsync(ModelRun run)
    {
        var loaded = await Store.LoadRunAsync(run.Key, CancellationToken.None);
        Assert.Equal(run.Version, loaded?.Version);
        Assert.Equal(run.Deadline, loaded?.Deadline);
        Assert.Equal(Sample.State(run.Key, run.Version), loaded?.State);

        var history = await Store.ReadHistoryAsync(run.Key, 1, long.MaxValue, int.MaxValue, CancellationToken.None);
        Assert.Equal(run.History.Select(batch => (batch.FirstEventId, batch.EventCount)), history.Select(batch => (batch.FirstEventId, batch.EventCount)));
    }
}
