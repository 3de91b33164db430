using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>What the official client asks of our server besides running workflows.</summary>
public sealed class OfficialClientTests : InteropTest
{
    [Fact]
    public async Task Start_IdOfAnOpenRun_FollowsTheConflictPolicy()
    {
        var first = await StartAsync(WorkflowIdConflictPolicy.Unspecified);

        var conflict = await Assert.ThrowsAsync<WorkflowAlreadyStartedException>(() => StartAsync(WorkflowIdConflictPolicy.Fail));
        var existing = await StartAsync(WorkflowIdConflictPolicy.UseExisting);
        var replacing = await StartAsync(WorkflowIdConflictPolicy.TerminateExisting);

        Assert.Equal(first.ResultRunId, conflict.RunId);
        Assert.Equal(first.ResultRunId, existing.ResultRunId);
        Assert.NotEqual(first.ResultRunId, replacing.ResultRunId);
        Assert.Equal(WorkflowExecutionStatus.Terminated, await StatusOfAsync(first));
        Assert.Equal(WorkflowExecutionStatus.Running, await StatusOfAsync(replacing));
    }

    [Fact]
    public async Task Start_IdOfAClosedRun_FollowsTheReusePolicy()
    {
        await (await StartAsync()).TerminateAsync();
        await Assert.ThrowsAsync<WorkflowAlreadyStartedException>(() => StartAsync(reuse: WorkflowIdReusePolicy.RejectDuplicate));

        var second = await StartAsync(reuse: WorkflowIdReusePolicy.AllowDuplicateFailedOnly);
        await second.TerminateAsync();
        var third = await StartAsync(reuse: WorkflowIdReusePolicy.AllowDuplicate);

        Assert.NotEqual(second.ResultRunId, third.ResultRunId);
    }

    [Fact]
    public async Task Describe_OpenRun_TellsWhatItWasStartedWith()
    {
        var options = Start("described");
        options.RunTimeout = TimeSpan.FromMinutes(5);
        options.Memo = new Dictionary<string, object> { ["owner"] = "Ada" };
        var handle = await Official.StartWorkflowAsync((SleepWorkflow workflow) => workflow.RunAsync(), options);

        var description = await handle.DescribeAsync();

        Assert.Equal(("described", "SleepWorkflow", TaskQueue), (description.Id, description.WorkflowType, description.TaskQueue));
        Assert.Equal((WorkflowExecutionStatus.Running, handle.ResultRunId), (description.Status, description.RunId));
        Assert.Equal(TimeSpan.FromMinutes(5), (await DescribeAsync("described")).ExecutionConfig.WorkflowRunTimeout.ToTimeSpan());
        Assert.Equal("Ada", await description.Memo["owner"].ToValueAsync<string>());
        Assert.Equal(2, description.HistoryLength);
        Assert.Null(description.CloseTime);
    }

    [Fact]
    public async Task Describe_UnknownWorkflow_IsNotFound()
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => Official.GetWorkflowHandle("nobody").DescribeAsync());

        Assert.Equal(RpcException.StatusCode.NotFound, refusal.Code);
    }

    [Fact]
    public async Task List_WithAFilter_FindsWhatMatches()
    {
        foreach (var id in (string[])["list-1", "list-2", "list-3"])
        {
            await Official.StartWorkflowAsync((SleepWorkflow workflow) => workflow.RunAsync(), Start(id));
        }

        await Official.StartWorkflowAsync((CounterWorkflow workflow) => workflow.RunAsync(1), Start("other"));
        await Official.GetWorkflowHandle("list-2").TerminateAsync();

        Assert.Equal(["list-1", "list-2", "list-3"], await ListAsync("WorkflowType = 'SleepWorkflow'"));
        Assert.Equal(["list-1", "list-3", "other"], await ListAsync("ExecutionStatus = 'Running'"));
        Assert.Equal(["list-2"], await ListAsync("WorkflowType = 'SleepWorkflow' AND ExecutionStatus != 'Running'"));
        Assert.Equal(["list-1", "other"], await ListAsync("WorkflowId IN ('list-1', 'other', 'nobody')"));
        Assert.Equal(["list-1", "list-2", "list-3", "other"], await ListAsync(""));
        Assert.Equal(3, (await Official.CountWorkflowsAsync("ExecutionStatus = 'Running'")).Count);
        Assert.Equal(4, (await Official.CountWorkflowsAsync("")).Count);
    }

    [Fact]
    public async Task List_MalformedFilter_IsInvalid()
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => ListAsync("WorkflowType ="));

        Assert.Equal(RpcException.StatusCode.InvalidArgument, refusal.Code);
    }

    [Fact]
    public async Task History_OfAClosedRun_IsReplayedByTheOfficialReplayer()
    {
        var options = Worker().AddWorkflow<GreetingWorkflow>().AddWorkflow<SleepWorkflow>().AddAllActivities(new Activities());
        await RunOfficialWorkerAsync(options, async () =>
        {
            var greeting = await Official.StartWorkflowAsync((GreetingWorkflow workflow) => workflow.RunAsync("Ada"), Start("replayed"));
            var sleep = await Official.StartWorkflowAsync((SleepWorkflow workflow) => workflow.RunAsync(), Start("replayed-cancelled"));
            await greeting.SignalAsync(workflow => workflow.ApproveAsync("Grace"));
            await greeting.GetResultAsync();
            await sleep.CancelAsync();
            await Assert.ThrowsAsync<WorkflowFailedException>(() => sleep.GetResultAsync());

            var histories = (WorkflowHistory[])[await FetchAsync("replayed"), await FetchAsync("replayed-cancelled")];

            Assert.All(histories, history => Assert.Equal(Enumerable.Range(1, history.Events.Count), history.Events.Select(@event => (int)@event.EventId)));
            Assert.Equal(EventType.WorkflowExecutionCompleted, histories[0].Events.Last().EventType);
            Assert.Equal(EventType.WorkflowExecutionCanceled, histories[1].Events.Last().EventType);
            var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<GreetingWorkflow>().AddWorkflow<SleepWorkflow>());
            Assert.All(await replayer.ReplayWorkflowsAsync(histories), result => Assert.Null(result.ReplayFailure));
        });
    }

    [Fact]
    public async Task Query_ClosedRun_FollowsTheRejectCondition()
    {
        await RunOfficialWorkerAsync(Worker().AddWorkflow<CounterWorkflow>(), async () =>
        {
            var handle = await Official.StartWorkflowAsync((CounterWorkflow workflow) => workflow.RunAsync(0), Start("queried"));
            await handle.GetResultAsync();

            Assert.Equal(0, await handle.QueryAsync(workflow => workflow.Sum));
            await Assert.ThrowsAsync<WorkflowQueryRejectedException>(() => handle.QueryAsync(
                workflow => workflow.Sum,
                new WorkflowQueryOptions { RejectCondition = QueryRejectCondition.NotOpen }));
            await Assert.ThrowsAsync<WorkflowQueryFailedException>(() => handle.QueryAsync<int>("Unknown", []));
        });
    }

    [Fact]
    public async Task Signal_ClosedRun_IsNotFound()
    {
        var handle = await StartAsync();
        await handle.TerminateAsync();

        var refusal = await Assert.ThrowsAsync<RpcException>(() => handle.SignalAsync("Any", []));

        Assert.Equal(RpcException.StatusCode.NotFound, refusal.Code);
    }

    [Fact]
    public async Task Connection_Health_IsServing() => Assert.True(await Official.Connection.CheckHealthAsync());

    private Task<WorkflowHandle<SleepWorkflow>> StartAsync(
        WorkflowIdConflictPolicy conflict = WorkflowIdConflictPolicy.Unspecified,
        WorkflowIdReusePolicy reuse = WorkflowIdReusePolicy.AllowDuplicate)
    {
        var options = Start("the-one");
        options.IdConflictPolicy = conflict;
        options.IdReusePolicy = reuse;
        return Official.StartWorkflowAsync((SleepWorkflow workflow) => workflow.RunAsync(), options);
    }

    /// <summary>A handle names the workflow; this is about the run it started.</summary>
    private async Task<WorkflowExecutionStatus> StatusOfAsync(WorkflowHandle handle) =>
        (await Official.GetWorkflowHandle(handle.Id, handle.ResultRunId).DescribeAsync()).Status;

    private async Task<string[]> ListAsync(string filter)
    {
        var ids = new List<string>();
        await foreach (var execution in Official.ListWorkflowsAsync(filter))
        {
            ids.Add(execution.Id);
        }

        return [.. ids.Order(StringComparer.Ordinal)];
    }

    private Task<WorkflowHistory> FetchAsync(string id) => Official.GetWorkflowHandle(id).FetchHistoryAsync();
}
