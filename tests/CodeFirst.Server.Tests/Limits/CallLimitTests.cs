using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.ErrorDetails.V1;
using CodeFirst.Server.Limits;
using CodeFirst.Server.Metrics;
using Grpc.Core;

namespace CodeFirst.Server.Tests.Limits;

public sealed class CallLimitTests
{
    [Fact]
    public async Task LongPolls_MoreThanTheLimit_AreRefusedWithTheDetailClientsKnow()
    {
        var measured = new ConcurrentBag<string>();
        using var listener = ListenForExhausted(measured);
        await using var server = await TestServer.StartAsync(configure: options => options with { MaxLongPolls = 1 });
        await server.StartWorkflowAsync("order-1");
        var first = server.Worker.PollAsync("first");
        await server.WaitForPollersAsync(("first", TaskQueueType.Workflow));

        RpcException[] errors =
        [
            await TestServer.FailureAsync(server.Client.PollWorkflowTaskQueueAsync(TestWorker.Poll("second"))),
            await TestServer.FailureAsync(server.Client.QueryWorkflowAsync(
                new() { Namespace = TestServer.Namespace, Execution = TestServer.Execution("order-1"), Query = new() { QueryType = "status" } })),
            await TestServer.FailureAsync(server.Client.GetWorkflowExecutionHistoryAsync(
                new() { Namespace = TestServer.Namespace, Execution = TestServer.Execution("order-1"), WaitNewEvent = true })),
        ];

        Assert.All(errors, error =>
        {
            var detail = error.GetRpcStatus()!.GetDetail<ResourceExhaustedFailure>()!;
            Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
            Assert.Equal((ResourceExhaustedCause.ConcurrentLimit, ResourceExhaustedScope.System), (detail.Cause, detail.Scope));
        });
        Assert.Contains("PollWorkflowTaskQueue ConcurrentLimit", measured);

        // What does not wait goes on, and the place is free again.
        await server.HistoryAsync("order-1");
        await server.Client.StartWorkflowExecutionAsync(OnQueue("order-2", "first"));
        await first;
        await server.Client.StartWorkflowExecutionAsync(OnQueue("order-3", "second"));
        await server.Worker.PollAsync("second");
    }

    [Fact]
    public async Task Gate_PlacesTaken_LetsOthersWaitUntilTooManyDo()
    {
        var gate = new CallGate("reads", maxUnderWay: 1, maxWaiting: 1);
        var first = await gate.EnterAsync(CancellationToken.None);
        var second = gate.EnterAsync(CancellationToken.None).AsTask();

        var refused = await Assert.ThrowsAsync<RpcException>(() => gate.EnterAsync(CancellationToken.None).AsTask());
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.False(second.IsCompleted);
        Assert.Equal(2, gate.Count);

        first.Dispose();
        (await second.WaitAsync(TestServer.Patience)).Dispose();
        Assert.Equal(0, gate.Count);
    }

    [Fact]
    public async Task Gate_WaitingCallIsCancelled_LeavesItsPlaceToOthers()
    {
        var gate = new CallGate("reads", maxUnderWay: 1, maxWaiting: 1);
        using var cancellation = new CancellationTokenSource();
        var first = await gate.EnterAsync(CancellationToken.None);
        var second = gate.EnterAsync(cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();
        (await gate.EnterAsync(CancellationToken.None)).Dispose();
        Assert.Equal(0, gate.Count);
    }

    private static Protocol.WorkflowService.V1.StartWorkflowExecutionRequest OnQueue(string workflowId, string queue)
    {
        var request = TestServer.StartRequest(workflowId);
        request.TaskQueue.Name = queue;
        return request;
    }

    private static MeterListener ListenForExhausted(ConcurrentBag<string> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == ServerMetrics.MeterName && instrument.Name == "service_errors_resource_exhausted")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, labels, _) => measured.Add(string.Join(' ', labels.ToArray().Select(label => label.Value))));
        listener.Start();
        return listener;
    }
}
