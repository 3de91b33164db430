using CodeFirst.Interop.Tests.Official;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace CodeFirst.Interop.Tests.Nodes;

/// <summary>Two servers on one database: the official client calls one only, and the official worker polls the other only.</summary>
public sealed class OtherNodeTests : NodesTest
{
    private readonly Activities _activities = new();

    // B39, B40
    [Fact]
    public Task Query_RunningAndClosed_IsAnsweredByTheWorker() => RunAsync(async () =>
    {
        var handle = await StartNotebookAsync();
        Assert.Empty(await handle.QueryAsync(workflow => workflow.Lines));
        for (var i = 1; i <= 5; i++)
        {
            await handle.SignalAsync(workflow => workflow.NoteAsync("line"));
            Assert.Equal(i, (await handle.QueryAsync(workflow => workflow.Lines)).Length);
        }

        await handle.SignalAsync(workflow => workflow.CloseAsync());
        await handle.GetResultAsync();

        Assert.Equal(5, (await handle.QueryAsync(workflow => workflow.Lines)).Length);
        var rejection = new WorkflowQueryOptions { RejectCondition = QueryRejectCondition.NotOpen };
        var rejected = await Assert.ThrowsAsync<WorkflowQueryRejectedException>(() => handle.QueryAsync(workflow => workflow.Lines, rejection));
        Assert.Equal(WorkflowExecutionStatus.Completed, rejected.WorkflowStatus);
    });

    [Fact]
    public Task Query_Unknown_FailsAsTheWorkerSays() => RunAsync(async () =>
    {
        var handle = await StartNotebookAsync();

        var failure = await Assert.ThrowsAsync<WorkflowQueryFailedException>(() => handle.QueryAsync<string>("Colour", []));

        Assert.Contains("Colour", failure.Message, StringComparison.Ordinal);
    });

    // B40
    [Fact]
    public async Task Query_WorkerThatKeptTheRunIsGone_IsAnsweredByTheNext()
    {
        WorkflowHandle<NotebookWorkflow, string[]> handle = null!;
        await RunAsync(async () =>
        {
            handle = await StartNotebookAsync();
            await handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync("one"));
        });

        await RunAsync(async () => Assert.Single(await handle.QueryAsync(workflow => workflow.Lines)));
    }

    // B42, B43, B44
    [Fact]
    public Task Update_AllStages_ReachTheCaller() => RunAsync(async () =>
    {
        var handle = await StartNotebookAsync();
        Assert.Equal(1, await handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync("one"), new() { Id = "u1" }));
        Assert.Equal("Hello, Ada!", await handle.ExecuteUpdateAsync(workflow => workflow.GreetAsync("Ada")));
        await Assert.ThrowsAsync<WorkflowUpdateFailedException>(() => handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync("")));

        var accepted = await handle.StartUpdateAsync(workflow => workflow.WriteWhenReadyAsync("later"), new(WorkflowUpdateStage.Accepted) { Id = "u2" });
        var polled = Left.GetWorkflowHandle(handle.Id).GetUpdateHandle<string>("u2").GetResultAsync();
        await handle.SignalAsync(workflow => workflow.GetReadyAsync());
        Assert.Equal("later", await accepted.GetResultAsync());
        Assert.Equal("later", await polled);

        await handle.SignalAsync(workflow => workflow.CloseAsync());
        Assert.Equal(["one", "Hello, Ada!", "later"], await handle.GetResultAsync());
        Assert.Equal(1, await handle.ExecuteUpdateAsync(workflow => workflow.WriteAsync("one"), new() { Id = "u1" }));
    });

    // B38
    [Fact]
    public Task SignalWithStart_NewAndRunning_SignalsBoth() => RunAsync(async () =>
    {
        await SignalWithStartAsync("one");
        var handle = await SignalWithStartAsync("two");
        await handle.SignalAsync(workflow => workflow.CloseAsync());

        Assert.Equal(["one", "two"], await handle.GetResultAsync());
    });

    // B47
    [Fact]
    public Task UpdateWithStart_NewAndRunning_UpdatesBoth() => RunAsync(async () =>
    {
        Assert.Equal(1, await UpdateWithStartAsync("one"));
        Assert.Equal(2, await UpdateWithStartAsync("two"));
    });

    [Fact]
    public async Task Result_PolledBeforeTheWorkerComes_IsHeard()
    {
        var handle = await StartNotebookAsync();
        var result = handle.GetResultAsync();
        await handle.SignalAsync(workflow => workflow.CloseAsync());

        await RunAsync(async () => Assert.Empty(await result));
    }

    // B31
    [Fact]
    public Task Cancel_ActivityThatHeartbeats_HearsOfIt() => RunAsync(async () =>
    {
        var handle = await Left.StartWorkflowAsync((ActivityWorkflow workflow) => workflow.RunAsync("HeartbeatForever"), Start("activity"));
        await _activities.HeartbeatSent;

        await handle.CancelAsync();

        var failure = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        Assert.IsType<CanceledFailureException>(failure.InnerException);
        Assert.True(_activities.HeardOfCancellation);
    });

    private Task RunAsync(Func<Task> body) => RunWorkersAsync([Right], _activities, body);

    private Task<WorkflowHandle<NotebookWorkflow, string[]>> StartNotebookAsync() =>
        Left.StartWorkflowAsync((NotebookWorkflow workflow) => workflow.RunAsync(Array.Empty<string>()), Start("notebook"));

    private Task<WorkflowHandle<NotebookWorkflow, string[]>> SignalWithStartAsync(string line)
    {
        var options = Start("notebook");
        options.SignalWithStart((NotebookWorkflow workflow) => workflow.NoteAsync(line));
        return Left.StartWorkflowAsync((NotebookWorkflow workflow) => workflow.RunAsync(Array.Empty<string>()), options);
    }

    private Task<int> UpdateWithStartAsync(string line)
    {
        var options = Start("notebook");
        options.IdConflictPolicy = WorkflowIdConflictPolicy.UseExisting;
        var start = WithStartWorkflowOperation.Create((NotebookWorkflow workflow) => workflow.RunAsync(Array.Empty<string>()), options);
        return Left.ExecuteUpdateWithStartWorkflowAsync((NotebookWorkflow workflow) => workflow.WriteAsync(line), new WorkflowUpdateWithStartOptions(start));
    }
}
