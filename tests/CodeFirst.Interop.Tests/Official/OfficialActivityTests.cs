using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Activities of the official worker against our server.</summary>
public sealed class OfficialActivityTests : InteropTest
{
    private readonly Activities _activities = new();

    [Fact]
    public async Task Activity_FailingTwice_SucceedsAtTheThirdAttempt() =>
        await RunAsync("FailUntil", async handle => Assert.Equal("3", await handle.GetResultAsync()));

    [Fact]
    public async Task Activity_FailingAfterAHeartbeat_NextAttemptGetsTheDetails() =>
        await RunAsync("ReturnLastHeartbeat", async handle => Assert.Equal("got this far", await handle.GetResultAsync()));

    [Fact]
    public async Task Activity_WorkflowIsCancelled_HearsOfItWithAHeartbeat() =>
        await RunAsync("HeartbeatForever", async handle =>
        {
            await _activities.HeartbeatSent;
            await handle.CancelAsync();

            var failure = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
            Assert.True(_activities.HeardOfCancellation);
            Assert.IsType<CanceledFailureException>(failure.InnerException);
        });

    [Fact]
    public async Task Activity_FailingForGood_ClientGetsTheChainOfCauses() =>
        await RunAsync("Fail", async handle =>
        {
            var failure = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
            var activity = Assert.IsType<ActivityFailureException>(failure.InnerException);
            Assert.Equal(("Fail", RetryState.NonRetryableFailure), (activity.ActivityType, activity.RetryState));
            var declined = Assert.IsType<ApplicationFailureException>(activity.InnerException);
            Assert.Equal(("the card was declined", "CardDeclined", true), (declined.Message, declined.ErrorType, declined.NonRetryable));
            Assert.Equal(("visa", 42), (declined.Details.ElementAt<string>(0), declined.Details.ElementAt<int>(1)));
            var limit = Assert.IsType<ApplicationFailureException>(declined.InnerException);
            Assert.Equal(("limit reached", nameof(InvalidOperationException)), (limit.Message, limit.ErrorType));
        });

    [Fact]
    public async Task Activity_StartToCloseTimeoutPassed_TimesOut() =>
        await RunAsync("NeverEnd", async handle =>
        {
            var failure = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
            var activity = Assert.IsType<ActivityFailureException>(failure.InnerException);
            var timeout = Assert.IsType<TimeoutFailureException>(activity.InnerException);
            Assert.Equal((TimeoutType.StartToClose, RetryState.MaximumAttemptsReached), (timeout.TimeoutType, activity.RetryState));
        });

    [Fact]
    public async Task Activity_WhileItRuns_IsDescribedAsPending() =>
        await RunAsync("HeartbeatForever", async handle =>
        {
            await _activities.HeartbeatSent;

            var pending = Assert.Single((await DescribeAsync(handle.Id)).PendingActivities);

            Assert.Equal(("HeartbeatForever", PendingActivityState.Started, 1), (pending.ActivityType.Name, pending.State, pending.Attempt));
            await handle.TerminateAsync();
        });

    // B35: the worker hears of the pause with a heartbeat and gives the attempt up, which is not the cancellation that the workflow could ask for.
    [Fact]
    public async Task Activity_Paused_IsGivenUpAndGoesOnWhenUnpaused() =>
        await RunAsync("FinishSecondAttempt", async handle =>
        {
            await _activities.HeartbeatSent;
            var execution = new Temporalio.Api.Common.V1.WorkflowExecution { WorkflowId = handle.Id };
            await Official.Connection.WorkflowService.PauseActivityAsync(new() { Namespace = "default", Execution = execution, Type = "FinishSecondAttempt" });
            await _activities.AttemptGivenUp;
            while (Assert.Single((await DescribeAsync(handle.Id)).PendingActivities).State != PendingActivityState.Paused)
            {
            }

            await Official.Connection.WorkflowService.UnpauseActivityAsync(new() { Namespace = "default", Execution = execution, UnpauseAll = true });

            Assert.Equal("done", await handle.GetResultAsync());
        });

    // B20: the worker asks for another workflow task each time most of the second is over.
    [Fact]
    public async Task LocalActivity_LongerThanTheWorkflowTask_ProlongsIt() =>
        await RunOfficialWorkerAsync(Worker().AddWorkflow<ActivityWorkflow>().AddAllActivities(_activities), async () =>
        {
            var options = new WorkflowOptions("long-local", TaskQueue) { TaskTimeout = TimeSpan.FromSeconds(1) };
            var handle = await Official.StartWorkflowAsync((ActivityWorkflow workflow) => workflow.RunAsync("LongLocal"), options);

            Assert.Equal("done", await handle.GetResultAsync());

            var types = (await handle.FetchHistoryAsync()).Events.Select(happened => happened.EventType).ToList();
            Assert.True(types.Count(type => type == EventType.WorkflowTaskCompleted) > 2);
            Assert.DoesNotContain(EventType.WorkflowTaskTimedOut, types);
            Assert.Single(types, EventType.MarkerRecorded);
        });

    private Task RunAsync(string activity, Func<WorkflowHandle<ActivityWorkflow, string>, Task> body) =>
        RunOfficialWorkerAsync(Worker().AddWorkflow<ActivityWorkflow>().AddAllActivities(_activities), async () =>
            await body(await Official.StartWorkflowAsync((ActivityWorkflow workflow) => workflow.RunAsync(activity), Start(activity))));
}
