using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Updates with the official client and worker.</summary>
public sealed class UpdateTests : InteropTest
{
    [Fact]
    public Task Update_Completed_ReturnsItsResultAndIsReplayed() => RunAsync(async () =>
    {
        var handle = await StartAsync("notebook");

        Assert.Equal(1, await handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync("one")));
        Assert.Equal(2, await handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync("two")));
        await handle.SignalAsync(workflow => workflow.CloseAsync());

        Assert.Equal(["one", "two"], await handle.GetResultAsync());
        var history = await ReplayAsync("notebook");
        Assert.Equal(2, history.Count(type => type == EventType.WorkflowExecutionUpdateCompleted));
    });

    // B42
    [Fact]
    public Task Update_RejectedByItsValidator_LeavesNoTrace() => RunAsync(async () =>
    {
        var handle = await StartAsync("notebook");
        await handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync("one"));
        var before = await TypesAsync("notebook");

        for (var i = 0; i < 3; i++)
        {
            var failure = await Assert.ThrowsAsync<WorkflowUpdateFailedException>(() => handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync("")));
            Assert.Equal("EmptyLine", Assert.IsType<ApplicationFailureException>(failure.InnerException).ErrorType);
        }

        Assert.Equal(before, await TypesAsync("notebook"));
        Assert.Equal(2, await handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync("two")));
        await handle.SignalAsync(workflow => workflow.CloseAsync());
        await handle.GetResultAsync();
        await ReplayAsync("notebook");
    });

    [Fact]
    public Task Update_HandlerFails_ReturnsItsFailure() => RunAsync(async () =>
    {
        var handle = await StartAsync("notebook");

        var failure = await Assert.ThrowsAsync<WorkflowUpdateFailedException>(() => handle.ExecuteUpdateAsync(workflow => workflow.FailAsync()));

        Assert.Equal("no ink", failure.InnerException!.Message);
        Assert.Contains(EventType.WorkflowExecutionUpdateCompleted, await TypesAsync("notebook"));
    });

    // B43
    [Fact]
    public Task Update_WaitForAccepted_IsPolledForItsResult() => RunAsync(async () =>
    {
        var handle = await StartAsync("notebook");
        var update = await handle.StartUpdateAsync(workflow => workflow.WriteWhenReadyAsync("later"), new(WorkflowUpdateStage.Accepted) { Id = "u1" });
        var result = Official.GetWorkflowHandle("notebook").GetUpdateHandle<string>("u1").GetResultAsync();
        Assert.Empty(await handle.QueryAsync(workflow => workflow.Lines));

        await handle.SignalAsync(workflow => workflow.GetReadyAsync());

        Assert.Equal("later", await result);
        Assert.Equal("later", await update.GetResultAsync());
    });

    // B44
    [Fact]
    public Task Update_SameIdTwice_HappensOnceAlsoAfterTheClose() => RunAsync(async () =>
    {
        var handle = await StartAsync("notebook");
        Assert.Equal(1, await handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync("one"), new() { Id = "u1" }));
        Assert.Equal(1, await handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync("one"), new() { Id = "u1" }));
        await handle.SignalAsync(workflow => workflow.CloseAsync());
        Assert.Equal(["one"], await handle.GetResultAsync());

        Assert.Equal(1, await handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync("one"), new() { Id = "u1" }));
        var refusal = await Assert.ThrowsAsync<RpcException>(() => handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync("two"), new() { Id = "u2" }));
        Assert.Equal(RpcException.StatusCode.NotFound, refusal.Code);
    });

    [Fact]
    public async Task Update_BeforeTheFirstTask_WaitsForTheWorker()
    {
        var handle = await StartAsync("notebook");
        var update = handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync("early"));

        await RunAsync(async () => Assert.Equal(1, await update));
    }

    [Fact]
    public async Task Updates_SeveralBeforeTheFirstTask_AreAnsweredByIt()
    {
        var handle = await StartAsync("notebook");
        var updates = Enumerable.Range(1, 4).Select(number => handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync($"{number}"), new($"update-{number}"))).ToList();
        for (var number = 1; number <= updates.Count; number++)
        {
            await WaitUntilKnownAsync($"update-{number}");
        }

        await RunAsync(async () => Assert.Equal([1, 2, 3, 4], (await Task.WhenAll(updates)).Order()));

        var types = await TypesAsync("notebook");
        Assert.Single(types, type => type == EventType.WorkflowTaskCompleted);
        Assert.Equal(4, types.Count(type => type == EventType.WorkflowExecutionUpdateCompleted));
    }

    [Fact]
    public async Task Update_WorkerAway_IsDeliveredWhenItComesBack()
    {
        WorkflowHandle<NotebookWorkflow, string[]> handle = null!;
        await RunAsync(async () =>
        {
            handle = await StartAsync("notebook");
            await handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync("one"));
        });

        var update = handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync("two"));

        await RunAsync(async () =>
        {
            Assert.Equal(2, await update);
            await handle.SignalAsync(workflow => workflow.CloseAsync());
            await handle.GetResultAsync();
            await ReplayAsync("notebook");
        });
    }

    [Fact]
    public Task Update_WithAnActivity_CompletesInALaterTask() => RunAsync(async () =>
    {
        var handle = await StartAsync("notebook");

        var greetings = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => handle.ExecuteUpdateAsync(workflow => workflow.GreetAsync($"Ada {i}"))));

        Assert.Equal(["Hello, Ada 0!", "Hello, Ada 1!", "Hello, Ada 2!"], greetings);
        await handle.SignalAsync(workflow => workflow.CloseAsync());
        Assert.Equal(3, (await handle.GetResultAsync()).Length);
        await ReplayAsync("notebook");
    });

    // B44
    [Fact]
    public Task Update_AcceptedWhenTheWorkflowCompletes_Fails() => RunAsync(async () =>
    {
        var handle = await StartAsync("notebook");
        var update = await handle.StartUpdateAsync(workflow => workflow.WriteWhenReadyAsync("never"), new(WorkflowUpdateStage.Accepted));
        await handle.SignalAsync(workflow => workflow.CloseAsync());

        var failure = await Assert.ThrowsAsync<WorkflowUpdateFailedException>(() => update.GetResultAsync());

        Assert.Equal("AcceptedUpdateCompletedWorkflow", Assert.IsType<ApplicationFailureException>(failure.InnerException).ErrorType);
    });

    // B44
    [Fact]
    public Task Update_WhileTheWorkflowContinuesAsNew_LandsOnOneOfItsRuns() => RunAsync(async () =>
    {
        await StartAsync("notebook");
        var handle = Official.GetWorkflowHandle<NotebookWorkflow, string[]>("notebook");
        for (var i = 1; i <= 5; i++)
        {
            var line = $"line {i}";
            var continued = handle.SignalAsync(workflow => workflow.ContinueAsync());
            Assert.Equal(i, await handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync(line)));
            await continued;
        }

        await handle.SignalAsync(workflow => workflow.CloseAsync());
        Assert.Equal(5, (await handle.GetResultAsync()).Length);
    });

    // B45
    [Fact]
    public Task Updates_MoreThanInFlightAtOnce_AllHappenInTheEnd() => RunAsync(async () =>
    {
        var handle = await StartAsync("notebook");

        var counts = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync($"line {i}"))));

        Assert.Equal(Enumerable.Range(1, 30), counts.Order());
        await handle.SignalAsync(workflow => workflow.CloseAsync());
        await handle.GetResultAsync();
        await ReplayAsync("notebook");
    });

    [Fact]
    public Task UpdatesAndSignals_OneAfterTheOther_AreSeenInThatOrder() => RunAsync(async () =>
    {
        var handle = await StartAsync("notebook");
        for (var i = 0; i < 5; i++)
        {
            await handle.SignalAsync(workflow => workflow.NoteAsync($"signal {i}"));
            await handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync($"update {i}"));
        }

        await handle.SignalAsync(workflow => workflow.CloseAsync());
        Assert.Equal(Enumerable.Range(0, 5).SelectMany(i => (string[])[$"signal {i}", $"update {i}"]), await handle.GetResultAsync());
        await ReplayAsync("notebook");
    });

    // B47
    [Fact]
    public Task UpdateWithStart_NewAndExisting_StartsOnceAndUpdatesBoth() => RunAsync(async () =>
    {
        Assert.Equal(1, await UpdateWithStartAsync("one", "u1"));
        Assert.Equal(2, await UpdateWithStartAsync("two", "u2"));
        Assert.Equal(2, await UpdateWithStartAsync("two", "u2"));

        var handle = Official.GetWorkflowHandle<NotebookWorkflow, string[]>("notebook");
        await handle.SignalAsync(workflow => workflow.CloseAsync());
        Assert.Equal(["one", "two"], await handle.GetResultAsync());
        Assert.Equal(2, await UpdateWithStartAsync("two", "u2"));
        await ReplayAsync("notebook");
    });

    // B47
    [Fact]
    public Task UpdateWithStart_RunningAndPolicyFail_IsAlreadyStarted() => RunAsync(async () =>
    {
        await StartAsync("notebook");

        await Assert.ThrowsAsync<WorkflowAlreadyStartedException>(() => UpdateWithStartAsync("one", "u1", WorkflowIdConflictPolicy.Fail));
    });

    // B47
    [Fact]
    public Task UpdateWithStart_Rejected_StartsTheWorkflowAllTheSame() => RunAsync(async () =>
    {
        await Assert.ThrowsAsync<WorkflowUpdateFailedException>(() => UpdateWithStartAsync(string.Empty, "u1"));

        Assert.Equal(WorkflowExecutionStatus.Running, (await Official.GetWorkflowHandle("notebook").DescribeAsync()).Status);
    });

    private Task<int> UpdateWithStartAsync(string line, string id, WorkflowIdConflictPolicy policy = WorkflowIdConflictPolicy.UseExisting)
    {
        var options = Start("notebook");
        options.IdConflictPolicy = policy;
        var start = WithStartWorkflowOperation.Create((NotebookWorkflow workflow) => workflow.RunAsync(Array.Empty<string>()), options);
        return Official.ExecuteUpdateWithStartWorkflowAsync(
            (NotebookWorkflow workflow) => workflow.WriteAsync(line),
            new WorkflowUpdateWithStartOptions(start) { Id = id });
    }

    private Task RunAsync(Func<Task> body) => RunOfficialWorkerAsync(Worker().AddWorkflow<NotebookWorkflow>().AddAllActivities(new Activities()), body);

    private Task<WorkflowHandle<NotebookWorkflow, string[]>> StartAsync(string id) =>
        Official.StartWorkflowAsync((NotebookWorkflow workflow) => workflow.RunAsync(Array.Empty<string>()), Start(id));

    private async Task WaitUntilKnownAsync(string updateId)
    {
        var request = new PollWorkflowExecutionUpdateRequest
        {
            Namespace = "default",
            UpdateRef = new() { WorkflowExecution = new() { WorkflowId = "notebook" }, UpdateId = updateId },
        };
        while (true)
        {
            try
            {
                await Official.Connection.WorkflowService.PollWorkflowExecutionUpdateAsync(request);
                return;
            }
            catch (RpcException unknown) when (unknown.Code == RpcException.StatusCode.NotFound)
            {
            }
        }
    }

    private async Task<EventType[]> TypesAsync(string id) =>
        [.. (await Official.GetWorkflowHandle(id).FetchHistoryAsync()).Events.Select(written => written.EventType)];

    /// <summary>Replays the history of a closed workflow with the official replayer.</summary>
    private async Task<EventType[]> ReplayAsync(string id)
    {
        var history = await Official.GetWorkflowHandle(id).FetchHistoryAsync();
        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<NotebookWorkflow>());
        Assert.Null((await replayer.ReplayWorkflowAsync(history)).ReplayFailure);
        return [.. history.Events.Select(written => written.EventType)];
    }
}
