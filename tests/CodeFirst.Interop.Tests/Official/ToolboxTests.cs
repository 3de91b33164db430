using Temporalio.Client;
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

    private static async Task ExpectAsync(WorkflowHandle<ToolboxWorkflow, string> handle, string result) =>
        Assert.Equal(result, await handle.GetResultAsync());

    private Task RunAsync(string tool, Func<WorkflowHandle<ToolboxWorkflow, string>, Task> body)
    {
        var options = Worker().AddWorkflow<ToolboxWorkflow>().AddAllActivities(_activities);
        return RunOfficialWorkerAsync(options, async () =>
        {
            var start = Start($"toolbox-{tool}");
            start.Memo = new Dictionary<string, object> { ["color"] = "red" };
            var handle = await Official.StartWorkflowAsync((ToolboxWorkflow w) => w.RunAsync(tool), start);
            await body(handle);
            var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<ToolboxWorkflow>());
            await replayer.ReplayWorkflowAsync(await handle.FetchHistoryAsync());
        });
    }
}
