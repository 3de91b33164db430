using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>What a start can ask for, by the official client.</summary>
public sealed class StartOptionTests : InteropTest
{
    // B9
    [Fact]
    public async Task Start_Eagerly_IsAcceptedAndRun() =>
        await RunOfficialWorkerAsync(Worker().AddWorkflow<FailingWorkflow>(), async () =>
        {
            var options = Start("eager");
            options.RequestEagerStart = true;
            var handle = await Official.StartWorkflowAsync((FailingWorkflow workflow) => workflow.RunAsync(1), options);

            Assert.Equal(1, await handle.GetResultAsync());
            Assert.True((await handle.FetchHistoryAsync()).Events.First().WorkflowExecutionStartedEventAttributes.EagerExecutionAccepted);
        });

    // B7
    [Fact]
    public async Task Start_Delayed_SleepsThroughSignalsAndWakesBySignalWithStart() =>
        await RunOfficialWorkerAsync(Worker().AddWorkflow<CounterWorkflow>(), async () =>
        {
            var options = Start("delayed");
            options.StartDelay = TimeSpan.FromHours(1);
            var handle = await Official.StartWorkflowAsync((CounterWorkflow workflow) => workflow.RunAsync(2), options);
            await handle.SignalAsync(workflow => workflow.AddAsync(40));
            var delayed = await handle.DescribeAsync();
            Assert.Equal(TimeSpan.FromHours(1), delayed.ExecutionTime - delayed.StartTime);
            Assert.Equal(2, delayed.HistoryLength);

            options.SignalWithStart((CounterWorkflow workflow) => workflow.AddAsync(2));
            await Official.StartWorkflowAsync((CounterWorkflow workflow) => workflow.RunAsync(2), options);

            Assert.Equal(42, await handle.GetResultAsync());
        });

    // B5
    [Fact]
    public async Task Start_UsingTheExistingRun_AttachesWhatItBringsOnce()
    {
        var service = Official.Connection.WorkflowService;
        var first = await service.StartWorkflowExecutionAsync(NewRequest("first"));
        var request = NewRequest("second");
        request.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting;
        request.OnConflictOptions = new() { AttachRequestId = true, AttachCompletionCallbacks = true, AttachLinks = true };
        request.CompletionCallbacks.Add(new Callback { Nexus = new() { Url = "http://127.0.0.1/nobody" } });
        request.Links.Add(new Link { WorkflowEvent = new() { Namespace = "default", WorkflowId = "caller", RunId = first.RunId } });

        var attached = await service.StartWorkflowExecutionAsync(request);
        var again = await service.StartWorkflowExecutionAsync(request);

        Assert.Equal((first.RunId, false), (attached.RunId, attached.Started));
        Assert.Equal((first.RunId, "second"), (again.RunId, attached.Link.WorkflowEvent.RequestIdRef.RequestId));
        var updated = Assert.Single((await Official.GetWorkflowHandle("attached").FetchHistoryAsync()).Events, happened => happened.EventType == EventType.WorkflowExecutionOptionsUpdated);
        Assert.Equal("second", updated.WorkflowExecutionOptionsUpdatedEventAttributes.AttachedRequestId);
        Assert.Equal("caller", Assert.Single(updated.Links).WorkflowEvent.WorkflowId);
        var described = await DescribeAsync("attached");
        Assert.Equal(["first", "second"], described.WorkflowExtendedInfo.RequestIdInfos.Keys.Order());
        Assert.Equal("http://127.0.0.1/nobody", Assert.Single(described.Callbacks).Callback.Nexus.Url);
    }

    // B8
    [Fact]
    public async Task Start_Timeouts_AreCappedAndDescribed()
    {
        var options = Start("capped");
        (options.ExecutionTimeout, options.RunTimeout, options.TaskTimeout) = (TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(4));
        await Official.StartWorkflowAsync((SleepWorkflow workflow) => workflow.RunAsync(), options);

        var described = await DescribeAsync("capped");

        var config = described.ExecutionConfig;
        Assert.Equal((60, 60, 60), (config.WorkflowExecutionTimeout.Seconds, config.WorkflowRunTimeout.Seconds, config.DefaultWorkflowTaskTimeout.Seconds));
        Assert.Equal(described.WorkflowExtendedInfo.ExecutionExpirationTime, described.WorkflowExtendedInfo.RunExpirationTime);
        Assert.Equal((PendingWorkflowTaskState.Scheduled, 1), (described.PendingWorkflowTask.State, described.PendingWorkflowTask.Attempt));
    }

    [Fact]
    public async Task WorkflowTask_NotAnsweredInItsTime_IsForTheNextWorker()
    {
        var options = Start("silent");
        options.TaskTimeout = TimeSpan.FromSeconds(1);
        var handle = await Official.StartWorkflowAsync((FailingWorkflow workflow) => workflow.RunAsync(1), options);
        var poll = new PollWorkflowTaskQueueRequest { Namespace = "default", TaskQueue = new() { Name = TaskQueue }, Identity = "silent" };
        await Official.Connection.WorkflowService.PollWorkflowTaskQueueAsync(poll);

        await RunOfficialWorkerAsync(Worker().AddWorkflow<FailingWorkflow>(), async () => Assert.Equal(1, await handle.GetResultAsync()));

        var timedOut = (await handle.FetchHistoryAsync()).Events.Single(happened => happened.EventType == EventType.WorkflowTaskTimedOut);
        Assert.Equal(TimeoutType.StartToClose, timedOut.WorkflowTaskTimedOutEventAttributes.TimeoutType);
    }

    [Fact]
    public async Task Describe_ParentOfARunningChild_ShowsTheChild() =>
        await RunOfficialWorkerAsync(Worker().AddWorkflow<KeepingWorkflow>().AddWorkflow<ParcelWorkflow>(), async () =>
        {
            var handle = await Official.StartWorkflowAsync((KeepingWorkflow workflow) => workflow.RunAsync("child", Temporalio.Workflows.ParentClosePolicy.Abandon), Start("parent"));
            while (!await handle.QueryAsync(workflow => workflow.IsStarted))
            {
            }

            var pending = Assert.Single((await DescribeAsync("parent")).PendingChildren);

            Assert.Equal(("child", "ParcelWorkflow", ParentClosePolicy.Abandon), (pending.WorkflowId, pending.WorkflowTypeName, pending.ParentClosePolicy));
            Assert.Equal((await DescribeAsync("child")).WorkflowExecutionInfo.Execution.RunId, pending.RunId);
            Assert.Equal("parent", (await DescribeAsync("child")).WorkflowExecutionInfo.ParentExecution.WorkflowId);
        });

    private static StartWorkflowExecutionRequest NewRequest(string requestId) => new()
    {
        Namespace = "default",
        WorkflowId = "attached",
        WorkflowType = new() { Name = "SleepWorkflow" },
        TaskQueue = new() { Name = TaskQueue },
        RequestId = requestId,
    };
}
