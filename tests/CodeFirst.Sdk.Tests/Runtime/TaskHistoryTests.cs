using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Sdk.Runtime;
using Google.Protobuf;

namespace CodeFirst.Sdk.Tests.Runtime;

public sealed class TaskHistoryTests
{
    private static TestWorkflow<TestState> NewWorkflow() => new TestWorkflow<TestState>("Test", async (state, _) =>
    {
        await Workflow.WaitConditionAsync(() => state.Log.Count == 2);
        return string.Join(',', state.Log);
    }).Signal("Add", (state, arguments) => state.Log.Add(arguments.Read<string>(0)));

    private static string ResultOf(SimulatedRun run) => run.LastEvent.WorkflowExecutionCompletedEventAttributes.Result.Payloads_[0].Data.ToStringUtf8();

    [Fact]
    public async Task StickyTask_OfAnEvictedRun_ReadsTheHistoryFromItsBeginning()
    {
        var run = new SimulatedRun(NewWorkflow()) { PageSize = 2 };
        run.Signal("Add", "a");
        await run.RunTaskAsync();
        run.Processor.Evict(SimulatedRun.RunId);
        run.Signal("Add", "b");
        await run.RunTaskAsync();

        Assert.Equal("\"a,b\"", ResultOf(run));
        Assert.True(run.PagesRead >= 3);
    }

    [Fact]
    public async Task Task_AfterALostAnswer_ReplaysTheRun()
    {
        var run = new SimulatedRun(NewWorkflow());
        run.Signal("Add", "a");
        await run.ProcessAsync(run.NextTask());
        run.TimeOutTask();
        run.Signal("Add", "b");
        await run.RunTaskAsync();

        Assert.Equal("\"a,b\"", ResultOf(run));
    }

    [Fact]
    public async Task Task_ThatWasRetried_TakesItsOwnEventsFromTheTaskAlone()
    {
        var run = new SimulatedRun(NewWorkflow()) { IsCold = true };
        run.Signal("Add", "a");
        await run.RunTaskAsync();
        run.Signal("Add", "b");
        var stored = run.Events.ToList();
        var task = run.NextTask();
        task.History.Events.Clear();
        task.History.Events.AddRange(run.Events.Skip(4));

        var response = await run.Processor.ProcessAsync(task, new StoredHistory(stored), TestContext.Current.CancellationToken);

        Assert.Equal(CommandType.CompleteWorkflowExecution, Assert.Single(Assert.IsType<WorkflowTaskResponse.Completed>(response).Request.Commands).CommandType);
    }

    [Fact]
    public async Task Task_WithAGapInItsHistory_Fails()
    {
        var run = new SimulatedRun(NewWorkflow());
        run.Signal("Add", "a");
        var task = run.NextTask();
        task.History.Events.RemoveAt(1);

        var failed = Assert.IsType<WorkflowTaskResponse.Failed>(await run.ProcessAsync(task)).Request;

        Assert.Equal("The history goes from event 1 to event 3: some are missing.", failed.Failure.Message);
    }

    [Fact]
    public async Task Task_WithoutItsOwnStart_Fails()
    {
        var run = new SimulatedRun(NewWorkflow());
        var task = run.NextTask();
        task.History.Events.RemoveAt(2);

        var failed = Assert.IsType<WorkflowTaskResponse.Failed>(await run.ProcessAsync(task)).Request;

        Assert.Equal("The history ends before event 3, the start of the workflow task.", failed.Failure.Message);
    }

    [Fact]
    public async Task Task_WhoseHistoryCannotBeRead_Fails()
    {
        var run = new SimulatedRun(NewWorkflow());
        var task = run.NextTask();
        task.History.Events.Clear();

        var response = await run.Processor.ProcessAsync(task, new BrokenHistory(), TestContext.Current.CancellationToken);

        Assert.Equal("unreachable", Assert.IsType<WorkflowTaskResponse.Failed>(response).Request.Failure.Message);
    }

    [Fact]
    public async Task Task_OfACancelledWorker_ThrowsOperationCanceled()
    {
        var run = new SimulatedRun(NewWorkflow());
        var task = run.NextTask();
        task.History.Events.Clear();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.Processor.ProcessAsync(task, new BrokenHistory(), new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Cache_BeyondItsCapacity_DropsTheLeastRecentlyUsed()
    {
        var workflow = NewWorkflow();
        var processor = new WorkflowTaskProcessor(SimulatedRun.NewOptions(workflow) with { MaxCachedWorkflows = 2 });
        foreach (var runId in new[] { "a", "b", "c" })
        {
            var run = new SimulatedRun(workflow);
            var task = run.NextTask();
            task.WorkflowExecution.RunId = runId;
            await processor.ProcessAsync(task, run, TestContext.Current.CancellationToken);
        }

        Assert.Equal(2, processor.CachedCount);
        processor.Evict("a");
        Assert.Equal(2, processor.CachedCount);
        processor.Evict("c");
        Assert.Equal(1, processor.CachedCount);
    }

    [Fact]
    public async Task Answer_OfAWorkerWithoutCache_IsNotSticky()
    {
        var workflow = NewWorkflow();
        var run = new SimulatedRun(workflow) { Options = SimulatedRun.NewOptions(workflow) with { StickyTaskQueue = null } };

        var request = Assert.IsType<WorkflowTaskResponse.Completed>(await run.ProcessAsync(run.NextTask())).Request;

        Assert.Null(request.StickyAttributes);
        Assert.Equal(0, run.Processor.CachedCount);
    }

    [Fact]
    public async Task Answer_OfAWorkerWithCache_NamesItsQueue()
    {
        var run = new SimulatedRun(NewWorkflow());

        var request = Assert.IsType<WorkflowTaskResponse.Completed>(await run.ProcessAsync(run.NextTask())).Request;

        Assert.Equal(("queue-sticky", "queue"), (request.StickyAttributes.WorkerTaskQueue.Name, request.StickyAttributes.WorkerTaskQueue.NormalName));
        Assert.Equal(TimeSpan.FromSeconds(10), request.StickyAttributes.ScheduleToStartTimeout.ToTimeSpan());
        Assert.Equal("token", request.TaskToken.ToStringUtf8());
    }

    [Fact]
    public async Task Run_Closed_LeavesTheCache()
    {
        var run = new SimulatedRun(NewWorkflow());
        run.Signal("Add", "a");
        await run.RunTaskAsync();
        Assert.Equal(1, run.Processor.CachedCount);
        run.Signal("Add", "b");
        await run.RunTaskAsync();

        Assert.Equal(0, run.Processor.CachedCount);
    }

    private sealed class StoredHistory(IReadOnlyList<HistoryEvent> events) : IHistorySource
    {
        public Task<(IReadOnlyList<HistoryEvent> Events, ByteString NextPageToken)> ReadPageAsync(WorkflowExecution execution, ByteString pageToken, CancellationToken cancellationToken) =>
            Task.FromResult((events, ByteString.Empty));
    }

    private sealed class BrokenHistory : IHistorySource
    {
        public Task<(IReadOnlyList<HistoryEvent> Events, ByteString NextPageToken)> ReadPageAsync(WorkflowExecution execution, ByteString pageToken, CancellationToken cancellationToken) =>
            cancellationToken.IsCancellationRequested
                ? Task.FromCanceled<(IReadOnlyList<HistoryEvent> Events, ByteString NextPageToken)>(cancellationToken)
                : throw new IOException("unreachable");
    }
}
