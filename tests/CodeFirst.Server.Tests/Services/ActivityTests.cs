using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using static CodeFirst.Server.Tests.TestWorker;

namespace CodeFirst.Server.Tests.Services;

public class ActivityTests
{
    [Fact]
    public async Task Poll_ScheduledActivity_GetsWhatItNeeds()
    {
        await using var server = await TestServer.StartAsync();
        var run = await ScheduleAsync(server);

        var task = await server.Worker.PollActivityAsync();

        Assert.Equal(TestServer.Namespace, task.WorkflowNamespace);
        Assert.Equal(TestServer.Execution("order-1", run), task.WorkflowExecution);
        Assert.Equal("Order", task.WorkflowType.Name);
        Assert.Equal("Charge", task.ActivityType.Name);
        Assert.Equal("charge", task.ActivityId);
        Assert.Equal("input", Text(task.Input));
        Assert.Equal(1, task.Attempt);
        Assert.Equal(TimeSpan.FromMinutes(1), task.StartToCloseTimeout.ToTimeSpan());
        Assert.NotNull(task.StartedTime);
        Assert.NotNull(task.RetryPolicy);
    }

    [Fact]
    public async Task Complete_StartedActivity_WakesTheWorkflowWithTheResult()
    {
        await using var server = await TestServer.StartAsync();
        await ScheduleAsync(server);
        var task = await server.Worker.PollActivityAsync();

        await server.Worker.CompleteActivityAsync(task, "paid");

        var events = (await server.Worker.PollAsync()).History.Events;
        Assert.Equal("paid", Text(events.Single(e => e.EventType == EventType.ActivityTaskCompleted).ActivityTaskCompletedEventAttributes.Result));
        var again = await Assert.ThrowsAsync<RpcException>(() => server.Worker.CompleteActivityAsync(task));
        Assert.Equal(StatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task Fail_PolicyAllowsIt_IsRetriedAfterTheBackoffWithHeartbeatDetails()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(time: time);
        await ScheduleAsync(server);
        var task = await server.Worker.PollActivityAsync();
        await server.Client.RecordActivityTaskHeartbeatAsync(new() { TaskToken = task.TaskToken, Details = Payloads("half") });

        await server.Client.RespondActivityTaskFailedAsync(new() { TaskToken = task.TaskToken, Failure = new() { Message = "no money" } });
        var pending = Assert.Single((await server.DescribeAsync("order-1")).PendingActivities);
        var retry = server.Worker.PollActivityAsync();
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(2, pending.Attempt);
        Assert.Equal(PendingActivityState.Scheduled, pending.State);
        Assert.Equal("no money", pending.LastFailure.Message);
        Assert.Equal("half", Text(pending.HeartbeatDetails));
        Assert.Equal(2, (await retry).Attempt);
        Assert.Equal("half", Text((await retry).HeartbeatDetails));
    }

    [Fact]
    public async Task Heartbeat_CancelRequested_SaysSo()
    {
        await using var server = await TestServer.StartAsync();
        await ScheduleAsync(server);
        var activity = await server.Worker.PollActivityAsync();
        await server.Client.SignalWorkflowExecutionAsync(new() { Namespace = TestServer.Namespace, WorkflowExecution = TestServer.Execution("order-1"), SignalName = "go" });
        var task = await server.Worker.PollAsync();
        Assert.False((await HeartbeatAsync(server, activity)).CancelRequested);
        var scheduled = task.History.Events.Single(e => e.EventType == EventType.ActivityTaskScheduled).EventId;

        await server.Worker.CompleteAsync(task, new Protocol.Command.V1.Command
        {
            CommandType = CommandType.RequestCancelActivityTask,
            RequestCancelActivityTaskCommandAttributes = new() { ScheduledEventId = scheduled },
        });

        Assert.True((await HeartbeatAsync(server, activity)).CancelRequested);
        await server.Client.RespondActivityTaskCanceledAsync(new() { TaskToken = activity.TaskToken });
        Assert.Contains((await server.Worker.PollAsync()).History.Events, e => e.EventType == EventType.ActivityTaskCanceled);
    }

    [Fact]
    public async Task Cancel_NotRequested_IsInvalid()
    {
        await using var server = await TestServer.StartAsync();
        await ScheduleAsync(server);
        var activity = await server.Worker.PollActivityAsync();

        var error = await TestServer.FailureAsync(server.Client.RespondActivityTaskCanceledAsync(new() { TaskToken = activity.TaskToken }));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    [Fact]
    public async Task StartToCloseTimeout_Passed_IsRetried()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(time: time);
        await ScheduleAsync(server, TimeSpan.FromSeconds(5));
        var first = await server.Worker.PollActivityAsync();
        var retry = server.Worker.PollActivityAsync();

        time.Advance(TimeSpan.FromSeconds(5));
        await WaitForAttemptAsync(server, 2);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(2, (await retry).Attempt);
        var late = await Assert.ThrowsAsync<RpcException>(() => server.Worker.CompleteActivityAsync(first));
        Assert.Equal(StatusCode.NotFound, late.StatusCode);
    }

    [Theory]
    [InlineData("Complete result exceeds size limit.")]
    [InlineData("Failure exceeds size limit.")]
    [InlineData("Heartbeat details exceed size limit.")]
    [InlineData("Cancel details exceed size limit.")]
    public async Task Answer_TooLarge_FailsTheActivityForGood(string message)
    {
        await using var server = await TestServer.StartAsync();
        await ScheduleAsync(server);

        await AnswerTooLargeAsync(server, await server.Worker.PollActivityAsync(), message);

        var events = (await server.Worker.PollAsync()).History.Events;
        var failed = events.Single(e => e.EventType == EventType.ActivityTaskFailed).ActivityTaskFailedEventAttributes;
        Assert.Equal(message, failed.Failure.Message);
        Assert.Equal(RetryState.NonRetryableFailure, failed.RetryState);
    }

    // B63: what is too large of the last heartbeat is lost, and the attempt fails as its worker says.
    [Fact]
    public async Task Fail_HeartbeatTooLarge_IsToldAndRetriedAsUsual()
    {
        await using var server = await TestServer.StartAsync();
        await ScheduleAsync(server);
        var task = await server.Worker.PollActivityAsync();

        var answer = await server.Client.RespondActivityTaskFailedAsync(new()
        {
            TaskToken = task.TaskToken,
            Failure = new() { Message = "later", ApplicationFailureInfo = new() },
            LastHeartbeatDetails = Payloads(new string('x', 2 * 1024 * 1024)),
        });

        Assert.Equal("Heartbeat details exceed size limit.", Assert.Single(answer.Failures).Message);
        var pending = (await server.DescribeAsync("order-1")).PendingActivities.Single();
        Assert.Equal((2, "later", null), (pending.Attempt, pending.LastFailure.Message, pending.HeartbeatDetails));
    }

    private static async Task AnswerTooLargeAsync(TestServer server, PollActivityTaskQueueResponse task, string message)
    {
        var tooLarge = new string('x', (2 * 1024 * 1024) + 1);
        switch (message.Split(' ')[0])
        {
            case "Complete":
                await server.Worker.CompleteActivityAsync(task, tooLarge);
                break;
            case "Failure":
                await server.Client.RespondActivityTaskFailedAsync(new() { TaskToken = task.TaskToken, Failure = new() { Message = tooLarge } });
                break;
            case "Heartbeat":
                var heartbeat = await server.Client.RecordActivityTaskHeartbeatAsync(new() { TaskToken = task.TaskToken, Details = Payloads(tooLarge) });
                Assert.True(heartbeat.CancelRequested);
                break;
            default:
                await server.Client.RespondActivityTaskCanceledAsync(new() { TaskToken = task.TaskToken, Details = Payloads(tooLarge) });
                break;
        }
    }

    private static async Task<string> ScheduleAsync(TestServer server, TimeSpan? startToClose = null)
    {
        var run = await server.StartWorkflowAsync("order-1");
        var command = ScheduleActivity("charge", a => a.StartToCloseTimeout = Duration.FromTimeSpan(startToClose ?? TimeSpan.FromMinutes(1)));
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), command);
        return run.RunId;
    }

    private static async Task<RecordActivityTaskHeartbeatResponse> HeartbeatAsync(TestServer server, PollActivityTaskQueueResponse activity) =>
        await server.Client.RecordActivityTaskHeartbeatAsync(new() { TaskToken = activity.TaskToken });

    // The deadline loop works beside the test; describing is the signal that it has.
    private static async Task WaitForAttemptAsync(TestServer server, int attempt)
    {
        using var patience = new CancellationTokenSource(TestServer.Patience);
        while ((await server.DescribeAsync("order-1")).PendingActivities.Single().Attempt < attempt)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }
}
