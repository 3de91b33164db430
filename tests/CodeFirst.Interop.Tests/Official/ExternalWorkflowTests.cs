using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Worker;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Workflows that signal and cancel others, by the official worker. Every history is replayed.</summary>
public sealed class ExternalWorkflowTests : InteropTest
{
    [Fact]
    public Task Signal_RunningWorkflow_ArrivesWithItsSender() => RunAsync(async () =>
    {
        var other = await Official.StartWorkflowAsync((ParcelWorkflow workflow) => workflow.RunAsync(ParcelWorkflow.Wait), Start("other"));
        var caller = await CallAsync(CallingWorkflow.Signal, "other");

        Assert.Equal("done", await caller.GetResultAsync());
        Assert.Equal("called", await other.GetResultAsync());
        var signaled = (await other.FetchHistoryAsync()).Events.Single(written => written.EventType == EventType.WorkflowExecutionSignaled);
        Assert.Equal(("caller", caller.ResultRunId), (
            signaled.WorkflowExecutionSignaledEventAttributes.ExternalWorkflowExecution.WorkflowId,
            signaled.WorkflowExecutionSignaledEventAttributes.ExternalWorkflowExecution.RunId));
        await ReplayAsync(caller);
    });

    [Fact]
    public Task Cancel_RunningWorkflow_Arrives() => RunAsync(async () =>
    {
        await Official.StartWorkflowAsync((ParcelWorkflow workflow) => workflow.RunAsync(ParcelWorkflow.Sleep), Start("other"));
        var caller = await CallAsync(CallingWorkflow.Cancel, "other");

        Assert.Equal("done", await caller.GetResultAsync());
        await AssertStatusAsync("other", WorkflowExecutionStatus.Canceled);
        await ReplayAsync(caller);
    });

    [Theory]
    [InlineData(CallingWorkflow.Signal, "nobody")]
    [InlineData(CallingWorkflow.Cancel, "nobody")]
    [InlineData(CallingWorkflow.Signal, "caller")]
    [InlineData(CallingWorkflow.Cancel, "caller")]
    public Task Call_UnknownWorkflowOrItself_Fails(string action, string workflowId) => RunAsync(async () =>
    {
        var caller = await CallAsync(action, workflowId);

        Assert.Contains("not found", await caller.GetResultAsync(), StringComparison.OrdinalIgnoreCase);
        var events = (await caller.FetchHistoryAsync()).Events;
        var causes = events.Select(happened =>
            happened.SignalExternalWorkflowExecutionFailedEventAttributes?.Cause.ToString() ?? happened.RequestCancelExternalWorkflowExecutionFailedEventAttributes?.Cause.ToString());
        Assert.Equal("ExternalWorkflowExecutionNotFound", causes.Single(cause => cause is not null));
        await ReplayAsync(caller);
    });

    private Task<WorkflowHandle<CallingWorkflow, string>> CallAsync(string action, string workflowId) =>
        Official.StartWorkflowAsync((CallingWorkflow workflow) => workflow.RunAsync(action, workflowId), Start("caller"));

    private Task RunAsync(Func<Task> body) => RunOfficialWorkerAsync(Worker().AddWorkflow<ParcelWorkflow>().AddWorkflow<CallingWorkflow>(), body);

    private static async Task ReplayAsync(WorkflowHandle handle)
    {
        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<CallingWorkflow>());
        await replayer.ReplayWorkflowAsync(await handle.FetchHistoryAsync());
    }
}
