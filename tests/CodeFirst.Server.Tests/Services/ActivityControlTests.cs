using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static CodeFirst.Server.Tests.TestWorker;

namespace CodeFirst.Server.Tests.Services;

public class ActivityControlTests
{
    // B35
    [Fact]
    public async Task Pause_Started_IsToldAndDescribedUntilUnpaused()
    {
        await using var server = await StartAsync();
        var task = await server.Worker.PollActivityAsync();

        await server.Client.PauseActivityAsync(new() { Namespace = TestServer.Namespace, Execution = Order, Id = "charge", Identity = "ada", Reason = "look" });

        Assert.True((await server.Client.RecordActivityTaskHeartbeatAsync(new() { TaskToken = task.TaskToken })).ActivityPaused);
        var pending = await DescribeAsync(server);
        Assert.Equal((PendingActivityState.PauseRequested, true), (pending.State, pending.Paused));
        Assert.Equal(("ada", "look"), (pending.PauseInfo.Manual.Identity, pending.PauseInfo.Manual.Reason));
        await server.Client.RespondActivityTaskFailedAsync(new() { TaskToken = task.TaskToken, Failure = new() { Message = "no money" } });
        pending = await DescribeAsync(server);
        Assert.Equal((PendingActivityState.Paused, 2, null), (pending.State, pending.Attempt, pending.NextAttemptScheduleTime));

        await server.Client.UnpauseActivityAsync(new() { Namespace = TestServer.Namespace, Execution = Order, Type = "Charge" });
        Assert.Equal(2, (await server.Worker.PollActivityAsync()).Attempt);
    }

    // B35
    [Fact]
    public async Task Reset_Started_IsToldAndTheNextAttemptIsTheFirst()
    {
        await using var server = await StartAsync();
        var task = await server.Worker.PollActivityAsync();

        await server.Client.ResetActivityAsync(new() { Namespace = TestServer.Namespace, Execution = Order, MatchAll = true });

        Assert.True((await server.Client.RecordActivityTaskHeartbeatAsync(new() { TaskToken = task.TaskToken })).ActivityReset);
        await server.Client.RespondActivityTaskFailedAsync(new() { TaskToken = task.TaskToken, Failure = new() { Message = "no money" } });
        Assert.Equal(1, (await server.Worker.PollActivityAsync()).Attempt);
    }

    [Theory]
    [InlineData("task_queue.name")]
    [InlineData("taskQueue.name")]
    public async Task UpdateOptions_TaskQueue_MovesTheTask(string path)
    {
        await using var server = await StartAsync();

        var updated = await server.Client.UpdateActivityOptionsAsync(new()
        {
            Namespace = TestServer.Namespace,
            Execution = Order,
            Id = "charge",
            ActivityOptions = new() { TaskQueue = new() { Name = "elsewhere" } },
            UpdateMask = new FieldMask { Paths = { path } },
        });

        Assert.Equal(("elsewhere", TimeSpan.FromMinutes(1)), (updated.ActivityOptions.TaskQueue.Name, updated.ActivityOptions.StartToCloseTimeout.ToTimeSpan()));
        Assert.Equal("elsewhere", (await DescribeAsync(server)).ActivityOptions.TaskQueue.Name);
        var moved = await server.Client.PollActivityTaskQueueAsync(new() { Namespace = TestServer.Namespace, TaskQueue = new() { Name = "elsewhere" } });
        Assert.Equal("charge", moved.ActivityId);
        var restore = new UpdateActivityOptionsRequest { Namespace = TestServer.Namespace, Execution = Order, Type = "Charge", RestoreOriginal = true };
        Assert.Equal(TestServer.Queue, (await server.Client.UpdateActivityOptionsAsync(restore)).ActivityOptions.TaskQueue.Name);
    }

    [Fact]
    public async Task BadRequests_AreRefused()
    {
        await using var server = await StartAsync();
        var options = new UpdateActivityOptionsRequest
        {
            Namespace = TestServer.Namespace,
            Execution = Order,
            Id = "charge",
            ActivityOptions = new(),
            UpdateMask = new FieldMask { Paths = { "colour" } },
        };
        Assert.Contains("colour", (await FailAsync(server.Client.UpdateActivityOptionsAsync(options), StatusCode.InvalidArgument)).Status.Detail, StringComparison.Ordinal);
        options.UpdateMask = null;
        await FailAsync(server.Client.UpdateActivityOptionsAsync(options), StatusCode.InvalidArgument);
        options.RestoreOriginal = true;
        await FailAsync(server.Client.UpdateActivityOptionsAsync(options), StatusCode.InvalidArgument);
        await FailAsync(server.Client.PauseActivityAsync(new() { Namespace = TestServer.Namespace, Execution = Order }), StatusCode.InvalidArgument);
        await FailAsync(server.Client.PauseActivityAsync(new() { Namespace = TestServer.Namespace, Execution = Order, Id = "other" }), StatusCode.NotFound);
        await FailAsync(server.Client.ResetActivityAsync(new() { Namespace = TestServer.Namespace, Execution = TestServer.Execution("other"), Id = "charge" }), StatusCode.NotFound);
        var negative = new UnpauseActivityRequest { Namespace = TestServer.Namespace, Execution = Order, UnpauseAll = true, Jitter = new Duration { Seconds = -1 } };
        await FailAsync(server.Client.UnpauseActivityAsync(negative), StatusCode.InvalidArgument);
    }

    private static Protocol.Common.V1.WorkflowExecution Order => TestServer.Execution("order-1");

    private static async Task<TestServer> StartAsync()
    {
        var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        var command = ScheduleActivity("charge", attributes =>
        {
            attributes.StartToCloseTimeout = Duration.FromTimeSpan(TimeSpan.FromMinutes(1));
            attributes.RetryPolicy = new() { InitialInterval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(1)) };
        });
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), command);
        return server;
    }

    private static async Task<Protocol.Workflow.V1.PendingActivityInfo> DescribeAsync(TestServer server) =>
        Assert.Single((await server.DescribeAsync("order-1")).PendingActivities);

    private static async Task<RpcException> FailAsync<TResponse>(AsyncUnaryCall<TResponse> call, StatusCode code)
    {
        var failure = await TestServer.FailureAsync(call);
        Assert.Equal(code, failure.StatusCode);
        return failure;
    }
}
