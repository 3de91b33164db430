using CodeFirst.Protocol.Enums.V1;
using Grpc.Core;

namespace CodeFirst.Server.Tests.Services;

public class DeleteTests
{
    [Fact]
    public async Task Delete_ClosedRun_IsGoneEverywhere()
    {
        await using var server = await TestServer.StartAsync();
        var run = await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.Complete());

        await DeleteAsync(server, run.RunId);

        await AssertGoneAsync(server, run.RunId);
        await AssertGoneAsync(server, string.Empty);
        var history = await TestServer.FailureAsync(server.Client.GetWorkflowExecutionHistoryAsync(new()
        {
            Namespace = TestServer.Namespace,
            Execution = TestServer.Execution("order-1", run.RunId),
        }));
        Assert.Equal(StatusCode.NotFound, history.StatusCode);
    }

    [Fact]
    public async Task Delete_RunningRun_IsTerminatedAndGone()
    {
        await using var server = await TestServer.StartAsync();
        var run = await server.StartWorkflowAsync("order-1");
        var watched = server.Client.GetWorkflowExecutionHistoryAsync(new()
        {
            Namespace = TestServer.Namespace,
            Execution = TestServer.Execution("order-1", run.RunId),
            WaitNewEvent = true,
            HistoryEventFilterType = HistoryEventFilterType.CloseEvent,
        });
        var task = await server.Worker.PollAsync();

        await DeleteAsync(server);

        await AssertGoneAsync(server, run.RunId);
        var late = await Assert.ThrowsAsync<RpcException>(() => server.Worker.CompleteAsync(task, TestWorker.Complete()));
        Assert.Equal(StatusCode.NotFound, late.StatusCode);
        try
        {
            var close = (await watched.ResponseAsync.WaitAsync(TestServer.Patience)).History.Events[^1];
            Assert.Equal("Delete workflow execution", close.WorkflowExecutionTerminatedEventAttributes.Reason);
        }
        catch (RpcException gone)
        {
            // The watcher was told of the end, and then found the history deleted.
            Assert.Equal(StatusCode.NotFound, gone.StatusCode);
        }
    }

    [Fact]
    public async Task Delete_OldRunOfAnId_LeavesTheCurrentOne()
    {
        await using var server = await TestServer.StartAsync();
        var old = await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.Complete());
        var current = await server.StartWorkflowAsync("order-1");

        await DeleteAsync(server, old.RunId);

        Assert.Equal(current.RunId, (await server.DescribeAsync("order-1")).WorkflowExecutionInfo.Execution.RunId);
        Assert.Equal(1, (await server.Client.CountWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace })).Count);
    }

    [Fact]
    public async Task Delete_UnknownRun_IsNotFound()
    {
        await using var server = await TestServer.StartAsync();
        var run = await server.StartWorkflowAsync("order-1");
        await DeleteAsync(server, run.RunId);

        var again = await Assert.ThrowsAsync<RpcException>(() => DeleteAsync(server, run.RunId));

        Assert.Equal(StatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task Start_AfterTheIdsRunIsDeleted_IsANewChain()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        await DeleteAsync(server);
        var request = TestServer.StartRequest("order-1");
        request.WorkflowIdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate;

        var run = await server.Client.StartWorkflowExecutionAsync(request);

        Assert.True(run.Started);
        Assert.Equal(run.RunId, (await server.DescribeAsync("order-1")).WorkflowExecutionInfo.Execution.RunId);
    }

    [Fact]
    public async Task Delete_WhileManyAsk_AnswersEachWithTheRunOrNotFound()
    {
        await using var server = await TestServer.StartAsync();
        var run = await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.Complete());

        var reads = Enumerable.Range(0, 50).Select(async _ =>
        {
            try
            {
                return (await server.DescribeAsync("order-1", run.RunId)).WorkflowExecutionInfo.Execution.RunId;
            }
            catch (RpcException gone) when (gone.StatusCode == StatusCode.NotFound)
            {
                return run.RunId;
            }
        }).ToList();
        var deletes = Enumerable.Range(0, 5).Select(_ => Record.ExceptionAsync(() => DeleteAsync(server, run.RunId)).AsTask()).ToList();

        Assert.All(await Task.WhenAll(reads), read => Assert.Equal(run.RunId, read));
        var refused = (await Task.WhenAll(deletes)).OfType<RpcException>().ToList();
        Assert.Equal(4, refused.Count);
        Assert.All(refused, refusal => Assert.Equal(StatusCode.NotFound, refusal.StatusCode));
    }

    [Fact]
    public async Task Delete_ServerRestarted_StaysDeleted()
    {
        using var store = new StoreFile();
        string runId;
        await using (var server = await TestServer.StartAsync(store.Open()))
        {
            runId = (await server.StartWorkflowAsync("order-1")).RunId;
            await DeleteAsync(server, runId);
        }

        await using var restarted = await TestServer.StartAsync(store.Open());
        await AssertGoneAsync(restarted, runId);
    }

    private static async Task DeleteAsync(TestServer server, string runId = "") =>
        await server.Client.DeleteWorkflowExecutionAsync(new() { Namespace = TestServer.Namespace, WorkflowExecution = TestServer.Execution("order-1", runId) });

    private static async Task AssertGoneAsync(TestServer server, string runId)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => server.DescribeAsync("order-1", runId));
        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.Equal(0, (await server.Client.CountWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace })).Count);
    }
}
