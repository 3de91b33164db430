using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Worker;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>The official worker goes on where a reset puts it.</summary>
public sealed class ResetTests : InteropTest
{
    // B59
    [Fact]
    public async Task Reset_RunningWithActivityAndTimerUnderWay_GoesOn()
    {
        await RunOfficialWorkerAsync(Worker().AddWorkflow<ResettableWorkflow>(), async () =>
        {
            var handle = await StartPokedAsync("running");

            await ResetAsync(handle, await CompletionAsync(handle, 2));

            var result = await WithActivitiesAsync(() => Current<ResettableWorkflow, string[]>(handle).GetResultAsync());
            Assert.Equal("Hello, Ada!", result[2]);
            Assert.Equal(WorkflowExecutionStatus.Terminated, (await First(handle).DescribeAsync()).Status);
            await ReplayAsync<ResettableWorkflow>(handle.Id);
        });
    }

    // B59: the random numbers before the point are the same, those after it are others.
    [Fact]
    public async Task Reset_ClosedRunToTheMiddle_DrawsOtherNumbersFromThereOn()
    {
        await RunOfficialWorkerAsync(Worker().AddWorkflow<ResettableWorkflow>(), async () =>
        {
            var handle = await StartPokedAsync("closed");
            var first = await WithActivitiesAsync(() => handle.GetResultAsync());

            await ResetAsync(handle, await CompletionAsync(handle, 2));
            var second = await WithActivitiesAsync(() => Current<ResettableWorkflow, string[]>(handle).GetResultAsync());

            Assert.Equal(first[0], second[0]);
            Assert.NotEqual(first[1], second[1]);
            await ReplayAsync<ResettableWorkflow>(handle.Id);
        });
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(0)]
    public async Task Reset_ToTheFirstTask_BringsTheSignalsAgain(int cachedWorkflows)
    {
        var options = Worker().AddWorkflow<CounterWorkflow>();
        options.MaxCachedWorkflows = cachedWorkflows;
        await RunOfficialWorkerAsync(options, async () =>
        {
            var handle = await Official.StartWorkflowAsync((CounterWorkflow workflow) => workflow.RunAsync(3), Start("counter"));
            await handle.QueryAsync(workflow => workflow.Sum);
            await handle.SignalAsync(workflow => workflow.AddAsync(20));
            await handle.SignalAsync(workflow => workflow.AddAsync(20));
            Assert.Equal(40, await handle.QueryAsync(workflow => workflow.Sum));

            await ResetAsync(handle, await CompletionAsync(handle, 1));
            var current = Current<CounterWorkflow, int>(handle);
            Assert.Equal(40, await current.QueryAsync(workflow => workflow.Sum));
            await current.SignalAsync(workflow => workflow.AddAsync(2));

            Assert.Equal(42, await current.GetResultAsync());
            await ReplayAsync<CounterWorkflow>(handle.Id);
        });
    }

    // B59
    [Fact]
    public async Task Reset_ExcludingSignals_BringsTheUpdatesOnly()
    {
        await RunOfficialWorkerAsync(Worker().AddWorkflow<NotebookWorkflow>(), async () =>
        {
            var handle = await Official.StartWorkflowAsync((NotebookWorkflow workflow) => workflow.RunAsync(Array.Empty<string>()), Start("excluded"));
            await WaitForCompletionsAsync(handle, 1);
            await handle.SignalAsync(workflow => workflow.NoteAsync("signal"));
            await handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync("update"));

            await ResetAsync(handle, await CompletionAsync(handle, 1), ResetReapplyExcludeType.Signal);

            var current = Current<NotebookWorkflow, string[]>(handle);
            Assert.Equal(["update"], await current.QueryAsync(workflow => workflow.Lines));
            await ReplayAsync<NotebookWorkflow>(handle.Id);
        });
    }

    // B59: the worker reads the updates from the events that admit them. A signal between them it hears at its place, but before them when it replays.
    [Theory]
    [InlineData(1_000)]
    [InlineData(0)]
    public async Task Reset_ToTheFirstTask_BringsTheUpdatesAgain(int cachedWorkflows)
    {
        var options = Worker().AddWorkflow<NotebookWorkflow>();
        options.MaxCachedWorkflows = cachedWorkflows;
        await RunOfficialWorkerAsync(options, async () =>
        {
            var handle = await Official.StartWorkflowAsync((NotebookWorkflow workflow) => workflow.RunAsync(Array.Empty<string>()), Start("notebook"));
            await WaitForCompletionsAsync(handle, 1);
            await handle.SignalAsync(workflow => workflow.NoteAsync("one"));
            await handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync("two"));
            await handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync("three"));

            await ResetAsync(handle, await CompletionAsync(handle, 1));
            var current = Current<NotebookWorkflow, string[]>(handle);
            Assert.Equal(["one", "two", "three"], await current.QueryAsync(workflow => workflow.Lines));
            Assert.Equal(4, await current.ExecuteUpdateAsync(workflow => workflow.WriteAsync("four")));
            await current.SignalAsync(workflow => workflow.CloseAsync());

            Assert.Equal("four", (await current.GetResultAsync())[3]);
            await ReplayAsync<NotebookWorkflow>(handle.Id);
        });
    }

    [Fact]
    public async Task Reset_FirstOfAChain_RunsTheWholeChainAgain()
    {
        await RunOfficialWorkerAsync(Worker().AddWorkflow<CountdownWorkflow>(), async () =>
        {
            var handle = await Official.StartWorkflowAsync((CountdownWorkflow workflow) => workflow.RunAsync(3, ""), Start("countdown"));
            await handle.GetResultAsync();

            var runId = await ResetAsync(handle, await CompletionAsync(First(handle), 1));

            Assert.Equal("3 2 1 ", await Official.GetWorkflowHandle<CountdownWorkflow, string>(handle.Id, runId).GetResultAsync());
            var last = (await DescribeAsync("countdown")).WorkflowExecutionInfo;
            Assert.Equal((WorkflowExecutionStatus.Completed, handle.FirstExecutionRunId), (last.Status, last.FirstRunId));
        });
    }

    // B59: a child reconnects, whether it runs or has closed.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reset_ParentWhoseChildHadStarted_GetsItsResult(bool closesBeforeReset)
    {
        await RunOfficialWorkerAsync(Worker().AddWorkflow<ShippingWorkflow>().AddWorkflow<ParcelWorkflow>(), async () =>
        {
            var handle = await Official.StartWorkflowAsync((ShippingWorkflow workflow) => workflow.RunAsync(ParcelWorkflow.Wait, "parcel"), Start("shipping"));
            await WaitForCompletionsAsync(handle, 2);
            var child = Official.GetWorkflowHandle<ParcelWorkflow>("parcel");
            var childRunId = (await child.DescribeAsync()).RunId;
            if (closesBeforeReset)
            {
                await child.SignalAsync(workflow => workflow.SendAsync("sent"));
                await handle.GetResultAsync();
            }

            await ResetAsync(handle, await CompletionAsync(First(handle), 2));
            if (!closesBeforeReset)
            {
                await child.SignalAsync(workflow => workflow.SendAsync("sent"));
            }

            Assert.Equal("sent", await Current(handle).GetResultAsync());
            Assert.Equal(childRunId, (await child.DescribeAsync()).RunId);
            await ReplayAsync<ShippingWorkflow>(handle.Id);
        });
    }

    private async Task<WorkflowHandle<ResettableWorkflow, string[]>> StartPokedAsync(string id)
    {
        var handle = await Official.StartWorkflowAsync((ResettableWorkflow workflow) => workflow.RunAsync(), Start(id));
        await WaitForCompletionsAsync(handle, 1);
        await handle.SignalAsync(workflow => workflow.PokeAsync());
        await WaitForCompletionsAsync(handle, 2);
        return handle;
    }

    /// <summary>The run that a handle started, and no other.</summary>
    private WorkflowHandle First(WorkflowHandle handle) => Official.GetWorkflowHandle(handle.Id, handle.ResultRunId);

    private WorkflowHandle<TWorkflow, TResult> Current<TWorkflow, TResult>(WorkflowHandle<TWorkflow, TResult> handle) =>
        Official.GetWorkflowHandle<TWorkflow, TResult>(handle.Id);

    private async Task<T> WithActivitiesAsync<T>(Func<Task<T>> body)
    {
        using var worker = new TemporalWorker(Official, new TemporalWorkerOptions(ResettableWorkflow.ActivityQueue).AddAllActivities(new Activities()));
        return await worker.ExecuteAsync(body);
    }

    // The events come as they happen: no need to ask again and again.
    private static async Task WaitForCompletionsAsync(WorkflowHandle handle, int count)
    {
        await foreach (var happened in handle.FetchHistoryEventsAsync(new() { WaitNewEvent = true }))
        {
            if (happened.EventType == EventType.WorkflowTaskCompleted && --count == 0)
            {
                return;
            }
        }
    }

    private static async Task<long> CompletionAsync(WorkflowHandle handle, int number)
    {
        var history = await handle.FetchHistoryAsync();
        return history.Events.Where(happened => happened.EventType == EventType.WorkflowTaskCompleted).ElementAt(number - 1).EventId;
    }

    private async Task<string> ResetAsync(WorkflowHandle handle, long finishEventId, params ResetReapplyExcludeType[] excluded)
    {
        var response = await Official.Connection.WorkflowService.ResetWorkflowExecutionAsync(new ResetWorkflowExecutionRequest
        {
            Namespace = "default",
            WorkflowExecution = new Temporalio.Api.Common.V1.WorkflowExecution { WorkflowId = handle.Id, RunId = handle.ResultRunId },
            WorkflowTaskFinishEventId = finishEventId,
            Reason = "test",
            RequestId = Guid.NewGuid().ToString(),
            ResetReapplyExcludeTypes = { excluded },
        });
        return response.RunId;
    }

    private async Task ReplayAsync<TWorkflow>(string id)
    {
        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<TWorkflow>());
        await replayer.ReplayWorkflowAsync(await Official.GetWorkflowHandle(id).FetchHistoryAsync());
    }
}
