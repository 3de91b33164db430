using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Runs;
using CodeFirst.Storage.Tasks;

namespace CodeFirst.Storage.Conformance;

/// <summary>Deleting runs, and finding those that are kept long enough.</summary>
public abstract class RetentionConformance(IStoreSource source) : StoreConformance(source)
{
    private const string WorkflowId = "workflow-1";

    [Fact]
    public async Task Delete_Run_LeavesNothingOfItAndEverythingOfOthers()
    {
        await PutAsync("run-1");
        await PutAsync("run-2", "workflow-2");

        await Store.DeleteRunAsync(Sample.Key("run-1"), CancellationToken.None);

        Assert.Null(await Store.LoadRunAsync(Sample.Key("run-1"), CancellationToken.None));
        Assert.Null(await Store.FindCurrentRunAsync(Sample.Namespace, WorkflowId, CancellationToken.None));
        Assert.Empty(await Store.ReadHistoryAsync(Sample.Key("run-1"), 1, 100, int.MaxValue, CancellationToken.None));
        var task = Assert.Single(await Store.ReadReadyTasksAsync(Sample.Namespace, Sample.Task(1).Kind, "queue-1", TaskCursor.Start, 9, CancellationToken.None));
        Assert.Equal(Sample.Key("run-2", "workflow-2"), task.Key);
        Assert.Equal(task.Key, Assert.Single(await Store.ReadDueRunsAsync(Sample.Time(9), 9, CancellationToken.None)).Key);
        Assert.Equal(task.Key, Assert.Single(await Store.ListRunsAsync(Sample.Namespace, null, null, 9, CancellationToken.None)).Key);
        Assert.Single(await Store.ReadHistoryAsync(task.Key, 1, 100, int.MaxValue, CancellationToken.None));
        Assert.Equal(task.Key.RunId, await Store.FindCurrentRunAsync(Sample.Namespace, "workflow-2", CancellationToken.None));
    }

    [Fact]
    public async Task Delete_RunThatIsNotCurrent_LeavesTheCurrentOne()
    {
        await PutAsync("run-1");
        await PutAsync("run-2", current: "run-1");

        await Store.DeleteRunAsync(Sample.Key("run-1"), CancellationToken.None);

        Assert.Equal(Sample.Id("run-2"), await Store.FindCurrentRunAsync(Sample.Namespace, WorkflowId, CancellationToken.None));
    }

    [Fact]
    public async Task Delete_AgainOrUnknownOrOfAnotherWorkflow_DoesNothing()
    {
        await PutAsync("run-1");
        await Store.DeleteRunAsync(Sample.Key("run-2"), CancellationToken.None);
        await Store.DeleteRunAsync(Sample.Key("run-1", "workflow-2"), CancellationToken.None);
        Assert.NotNull(await Store.LoadRunAsync(Sample.Key("run-1"), CancellationToken.None));

        await Store.DeleteRunAsync(Sample.Key("run-1"), CancellationToken.None);
        var before = Store.Counters;
        await Store.DeleteRunAsync(Sample.Key("run-1"), CancellationToken.None);

        Assert.Equal((before.Commits, before.RowsWritten), (Store.Counters.Commits, Store.Counters.RowsWritten));
    }

    [Fact]
    public async Task Commit_AfterDelete_Conflicts()
    {
        await PutAsync("run-1");
        await Store.DeleteRunAsync(Sample.Key("run-1"), CancellationToken.None);

        Assert.Equal(CommitResult.Conflict, await Store.CommitOneAsync(Sample.Commit(Sample.Write(Sample.Key("run-1"), 1))));
    }

    [Fact]
    public async Task Delete_OfARun_FreesTheWorkflowId()
    {
        await PutAsync("run-1");
        await Store.DeleteRunAsync(Sample.Key("run-1"), CancellationToken.None);

        await PutAsync("run-2");
    }

    [Fact]
    public async Task ReadExpired_ClosedBefore_ReturnsOldestFirstUpToTheLimit()
    {
        await CloseAsync("run-1", 5);
        await CloseAsync("run-2", 3);
        await CloseAsync("run-3", 4);
        await CloseAsync("run-4", 4.0000001);
        await CloseAsync("run-5", null);

        Assert.Equal(["run-2", "run-3", "run-4"], await ReadExpiredAsync(5));
        Assert.Equal(["run-2", "run-3"], await ReadExpiredAsync(4.0000001));
        Assert.Equal(["run-2", "run-3"], await ReadExpiredAsync(100, limit: 2));
        Assert.Empty(await Store.ReadExpiredRunsAsync(Sample.Id("namespace-2"), Sample.Time(100), 9, CancellationToken.None));
    }

    private async Task PutAsync(string run, string workflowId = WorkflowId, string? current = null)
    {
        var key = Sample.Key(run, workflowId);
        var write = Sample.Write(key, 0, WorkflowExecutionStatus.Completed) with
        {
            History = [Sample.Batch(1, 2)],
            AddedTasks = [Sample.Task(2)],
            Deadline = DeadlineChange.To(Sample.Time(1)),
            Visibility = Sample.Record(key, close: 1),
        };
        var change = new CurrentRunChange(current is null ? null : Sample.Id(current), key.RunId);
        Assert.Equal(CommitResult.Committed, await Store.CommitOneAsync(new RunCommit { Runs = [write], CurrentRun = change }));
    }

    private Task CloseAsync(string run, double? close)
    {
        var key = Sample.Key(run, "workflow-of-" + run);
        return Store.PutAsync(Sample.Write(key, 0) with { Visibility = Sample.Record(key, close: close) });
    }

    private async Task<IEnumerable<string>> ReadExpiredAsync(double closedBefore, int limit = 9)
    {
        var expired = await Store.ReadExpiredRunsAsync(Sample.Namespace, Sample.Time(closedBefore), limit, CancellationToken.None);
        Assert.All(expired, key => Assert.Equal("workflow-of-" + Sample.Name(key.RunId), key.WorkflowId));
        return expired.Select(key => Sample.Name(key.RunId));
    }
}
