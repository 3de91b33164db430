using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Client;
using Temporalio.Converters;
using Temporalio.Worker;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Markers, upserts and answers from outside, with the official worker; every history replays.</summary>
public sealed class ToolboxTests : InteropTest
{
    private readonly Activities _activities = new();

    [Theory]
    [InlineData("local", "Hello, Ada!")]
    [InlineData("local-retry", "3")]
    [InlineData("memo", "note")]
    [InlineData("fifty", "50")]
    public async Task Tool_Used_WorksAndReplays(string tool, string result) =>
        await RunAsync(tool, handle => ExpectAsync(handle, result));

    [Fact]
    public async Task Patch_NewCode_IsTrueBeforeAndAfterItsMarker() =>
        await RunAsync("patch", async handle =>
        {
            await handle.SignalAsync((ToolboxWorkflow w) => w.ReleaseAsync());
            await ExpectAsync(handle, "True/True");
        });

    [Fact]
    public async Task Activity_CompletedById_ResultReachesTheWorkflow() =>
        await RunAsync("async-activity", async handle =>
        {
            await _activities.LaterStarted;
            await Official.GetAsyncActivityHandle(handle.Id, handle.RunId ?? string.Empty, "later").CompleteAsync("from outside");
            await ExpectAsync(handle, "from outside");
        });

    [Fact]
    public async Task Activity_HeartbeatAndFailById_FailsIt() =>
        await RunAsync("async-activity", async handle =>
        {
            await _activities.LaterStarted;
            var outside = Official.GetAsyncActivityHandle(handle.Id, string.Empty, "later");
            await outside.HeartbeatAsync();
            await outside.FailAsync(new Temporalio.Exceptions.ApplicationFailureException("declined", nonRetryable: true));
            await Assert.ThrowsAsync<Temporalio.Exceptions.WorkflowFailedException>(() => handle.GetResultAsync());
        });

    [Fact]
    public async Task Activity_CancelledById_EndsItsWorkflowCancelled() =>
        await RunAsync("cancelled-outside", async handle =>
        {
            await _activities.LaterStarted;
            var outside = Official.GetAsyncActivityHandle(handle.Id, string.Empty, "later");
            await handle.CancelAsync();
            await Assert.ThrowsAsync<Temporalio.Exceptions.AsyncActivityCanceledException>(async () =>
            {
                while (true)
                {
                    await outside.HeartbeatAsync();
                }
            });

            await outside.ReportCancellationAsync();

            var failure = await Assert.ThrowsAsync<Temporalio.Exceptions.WorkflowFailedException>(() => handle.GetResultAsync());
            Assert.IsType<Temporalio.Exceptions.CanceledFailureException>(failure.InnerException);
        });

    // A backoff that is longer than the worker waits by itself is a timer of the server, between markers of the attempts.
    [Fact]
    public async Task LocalActivity_LongBackoff_IsATimer() =>
        await RunAsync("local-timer", async handle =>
        {
            await ExpectAsync(handle, "3");

            var types = (await handle.FetchHistoryAsync()).Events.Select(happened => happened.EventType).ToList();
            Assert.Equal(2, types.Count(type => type == EventType.TimerFired));
            Assert.Equal(3, types.Count(type => type == EventType.MarkerRecorded));
            Assert.DoesNotContain(EventType.ActivityTaskScheduled, types);
        });

    [Fact]
    public async Task Labels_OfWorkflowActivityAndTimer_AreWhereTheyAreShown() =>
        await RunAsync("labels", async handle =>
        {
            await ExpectAsync(handle, "2");

            var events = (await handle.FetchHistoryAsync()).Events;
            Assert.Equal("asks", SummaryOf(events.Single(happened => happened.EventType == EventType.ActivityTaskScheduled)));
            Assert.Equal("a nap", SummaryOf(events.Single(happened => happened.EventType == EventType.TimerStarted)));
            var description = await handle.DescribeAsync();
            Assert.Equal(("a toolbox", "for labels"), (await description.GetStaticSummaryAsync(), await description.GetStaticDetailsAsync()));
            var metadata = await handle.QueryAsync<Temporalio.Api.Sdk.V1.WorkflowMetadata>("__temporal_workflow_metadata", []);
            Assert.Equal("half way", metadata.CurrentDetails);
        });

    private static async Task ExpectAsync(WorkflowHandle<ToolboxWorkflow, string> handle, string result) =>
        Assert.Equal(result, await handle.GetResultAsync());

    private string SummaryOf(HistoryEvent happened) => Official.Options.DataConverter.PayloadConverter.ToValue<string>(happened.UserMetadata.Summary);

    private Task RunAsync(string tool, Func<WorkflowHandle<ToolboxWorkflow, string>, Task> body)
    {
        var options = Worker().AddWorkflow<ToolboxWorkflow>().AddAllActivities(_activities);
        return RunOfficialWorkerAsync(options, async () =>
        {
            var start = Start($"toolbox-{tool}");
            (start.StaticSummary, start.StaticDetails) = ("a toolbox", $"for {tool}");
            start.Memo = new Dictionary<string, object> { ["color"] = "red" };
            var handle = await Official.StartWorkflowAsync((ToolboxWorkflow w) => w.RunAsync(tool), start);
            await body(handle);
            var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<ToolboxWorkflow>());
            await replayer.ReplayWorkflowAsync(await handle.FetchHistoryAsync());
        });
    }
}
