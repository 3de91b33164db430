using CodeFirst.Engine.Tasks;
using CodeFirst.Storage.Tasks;

namespace CodeFirst.Storage.Conformance;

public abstract class ReadyTaskConformance(IStoreSource source) : StoreConformance(source)
{
    [Fact]
    public async Task Read_Added_ComesBackAsItWas()
    {
        var task = new ReadyTask(TaskKind.Workflow, "queue-1", 7, 3, Sample.Time(1.2345678));
        var key = Sample.Key("run-1");
        await Store.PutAsync(Sample.Write(key, 0) with { AddedTasks = [task] });

        var read = Assert.Single(await ReadAsync(TaskKind.Workflow));

        Assert.Equal(new StoredTask(key, task, new TaskCursor(task.ReadySince, Sample.Id("run-1"), 7)), read);
    }

    [Fact]
    public async Task Read_OtherQueueKindOrNamespace_IsEmpty()
    {
        await Store.PutAsync(Sample.Write(Sample.Key("run-1"), 0) with { AddedTasks = [Sample.Task(5)] });

        Assert.Empty(await ReadAsync(TaskKind.Workflow));
        Assert.Empty(await ReadAsync(taskQueue: "queue-2"));
        Assert.Empty(await ReadAsync(taskQueue: "QUEUE-1"));
        Assert.Empty(await Store.ReadReadyTasksAsync(Sample.Id("namespace-2"), TaskKind.Activity, "queue-1", TaskCursor.Start, 9, CancellationToken.None));
    }

    [Fact]
    public async Task Read_ManyRuns_IsOrderedByTimeThenRunThenEvent()
    {
        await Store.PutAsync(Sample.Write(Sample.Key("run-b", "w1"), 0) with { AddedTasks = [Sample.Task(9, 2), Sample.Task(8, 2), Sample.Task(5, 1)] });
        await Store.PutAsync(Sample.Write(Sample.Key("run-a", "w2"), 0) with { AddedTasks = [Sample.Task(7, 2), Sample.Task(6, 3)] });
        await Store.PutAsync(Sample.Write(Sample.Key("run-c", "w3"), 0) with { AddedTasks = [Sample.Task(4, 0)] });

        var read = await ReadAsync();

        Assert.Equal([4, 5, 7, 8, 9, 6], read.Select(task => task.Task.ScheduledEventId));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Read_PageByPage_SeesEveryTaskOnce(int limit)
    {
        for (var run = 0; run < 4; run++)
        {
            await Store.PutAsync(Sample.Write(Sample.Key($"run-{run}", $"workflow-{run}"), 0) with { AddedTasks = [Sample.Task(5, 1), Sample.Task(6, 1), Sample.Task(7, run)] });
        }

        var paged = new List<StoredTask>();
        for (var cursor = TaskCursor.Start; ;)
        {
            var page = await ReadAsync(after: cursor, limit: limit);
            paged.AddRange(page);
            if (page.Count < limit)
            {
                break;
            }

            cursor = page[^1].Cursor;
        }

        Assert.Equal(12, paged.Count);
        Assert.Equal(await ReadAsync(limit: 100), paged);
    }

    [Fact]
    public async Task Remove_NamedByKindAndScheduledEvent_TakesOnlyThat()
    {
        var key = Sample.Key("run-1");
        await Store.PutAsync(Sample.Write(key, 0) with { AddedTasks = [Sample.Task(5), Sample.Task(6), Sample.Task(5, kind: TaskKind.Workflow)] });
        await Store.PutAsync(Sample.Write(Sample.Key("run-2"), 0) with { AddedTasks = [Sample.Task(5)] });

        await Store.PutAsync(Sample.Write(key, 1) with { RemovedTasks = [Sample.Task(5), Sample.Task(99)] });

        Assert.Equal([("run-1", 6), ("run-2", 5)], (await ReadAsync()).Select(task => (Sample.Name(task.Key.RunId), task.Task.ScheduledEventId)));
        Assert.Single(await ReadAsync(TaskKind.Workflow));
    }

    [Fact]
    public async Task Add_SameKindAndScheduledEvent_ReplacesTheTask()
    {
        var key = Sample.Key("run-1");
        var again = Sample.Task(5, 8, "queue-2", attempt: 2);
        await Store.PutAsync(Sample.Write(key, 0) with { AddedTasks = [Sample.Task(5)] });

        await Store.PutAsync(Sample.Write(key, 1) with { AddedTasks = [again] });

        Assert.Empty(await ReadAsync());
        Assert.Equal(again, Assert.Single(await ReadAsync(taskQueue: "queue-2")).Task);
    }

    [Fact]
    public async Task Add_RemovedInTheSameWrite_IsThere()
    {
        var key = Sample.Key("run-1");
        await Store.PutAsync(Sample.Write(key, 0) with { AddedTasks = [Sample.Task(5)] });

        await Store.PutAsync(Sample.Write(key, 1) with { RemovedTasks = [Sample.Task(5)], AddedTasks = [Sample.Task(5, 3)] });

        Assert.Equal(Sample.Time(3), Assert.Single(await ReadAsync()).Task.ReadySince);
    }

    [Fact]
    public async Task Count_TellsHowManyAndSinceWhen()
    {
        await Store.PutAsync(Sample.Write(Sample.Key("run-1"), 0) with { AddedTasks = [Sample.Task(5, 4), Sample.Task(6, 2), Sample.Task(7, 1, "queue-2")] });

        Assert.Equal((2, Sample.Time(2)), await Store.CountReadyTasksAsync(Sample.Namespace, TaskKind.Activity, "queue-1", CancellationToken.None));
        Assert.Equal((0, null), await Store.CountReadyTasksAsync(Sample.Namespace, TaskKind.Activity, "queue-3", CancellationToken.None));
    }

    private Task<IReadOnlyList<StoredTask>> ReadAsync(TaskKind kind = TaskKind.Activity, string taskQueue = "queue-1", TaskCursor? after = null, int limit = 100) =>
        Store.ReadReadyTasksAsync(Sample.Namespace, kind, taskQueue, after ?? TaskCursor.Start, limit, CancellationToken.None);
}
