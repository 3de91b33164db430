using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Worker;
using Temporalio.Workflows;
using ParentClosePolicy = Temporalio.Workflows.ParentClosePolicy;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Children as the official worker starts, cancels and loses them. Every history is replayed.</summary>
public sealed class ChildWorkflowTests : InteropTest
{
    [Theory]
    [InlineData("order", "delivered order")]
    [InlineData(ParcelWorkflow.Family, "parent parent")]
    [InlineData(ParcelWorkflow.ContinueAsNew, "delivered continue-as-new")] // B55
    [InlineData(ParcelWorkflow.FailTwice, "delivered at attempt 3")] // B55
    [InlineData(ParcelWorkflow.Fail, "child MaximumAttemptsReached lost")] // B55
    public Task Child_Closed_ParentHearsOfTheEndOfItsChain(string order, string result) => RunAsync(async () =>
    {
        var parent = await Official.StartWorkflowAsync((ShippingWorkflow workflow) => workflow.RunAsync(order, "child"), Start("parent"));

        Assert.Equal(result, await parent.GetResultAsync());
        await ReplayAsync(parent);
        var child = (await DescribeAsync("child")).WorkflowExecutionInfo;
        Assert.Equal(("parent", parent.ResultRunId), (child.ParentExecution.WorkflowId, child.ParentExecution.RunId));
        Assert.Equal(("parent", parent.ResultRunId), (child.RootExecution.WorkflowId, child.RootExecution.RunId));
    });

    [Fact]
    public Task Child_IdInUse_ParentHearsThatItIsStarted() => RunAsync(async () =>
    {
        await Official.StartWorkflowAsync((ParcelWorkflow workflow) => workflow.RunAsync(ParcelWorkflow.Sleep), Start("child"));
        var parent = await Official.StartWorkflowAsync((ShippingWorkflow workflow) => workflow.RunAsync("order", "child"), Start("parent"));
        var namesake = await Official.StartWorkflowAsync((ShippingWorkflow workflow) => workflow.RunAsync("order", "namesake"), Start("namesake"));

        Assert.Equal("already started", await parent.GetResultAsync());
        Assert.Equal("already started", await namesake.GetResultAsync());
        await ReplayAsync(parent);
    });

    [Theory] // B32
    [InlineData(ChildWorkflowCancellationType.WaitCancellationCompleted, WorkflowExecutionStatus.Canceled)]
    [InlineData(ChildWorkflowCancellationType.WaitCancellationRequested, WorkflowExecutionStatus.Canceled)]
    [InlineData(ChildWorkflowCancellationType.TryCancel, WorkflowExecutionStatus.Canceled)]
    [InlineData(ChildWorkflowCancellationType.Abandon, WorkflowExecutionStatus.Running)]
    public Task Child_Cancelled_EndsAsTheCancellationTypeSays(ChildWorkflowCancellationType type, WorkflowExecutionStatus status) => RunAsync(async () =>
    {
        var parent = await Official.StartWorkflowAsync((CancellingWorkflow workflow) => workflow.RunAsync("child", type), Start("parent"));

        Assert.True(await parent.GetResultAsync());
        await ReplayAsync(parent);
        await AssertStatusAsync("child", status);
    });

    [Theory] // B56
    [InlineData(ParentClosePolicy.Terminate, WorkflowExecutionStatus.Terminated)]
    [InlineData(ParentClosePolicy.RequestCancel, WorkflowExecutionStatus.Canceled)]
    [InlineData(ParentClosePolicy.Abandon, WorkflowExecutionStatus.Running)]
    public Task Parent_Terminated_ChildEndsAsThePolicySays(ParentClosePolicy policy, WorkflowExecutionStatus status) => RunAsync(async () =>
    {
        var parent = await StartKeepingAsync(policy);

        await parent.TerminateAsync();

        await AssertStatusAsync("child", status);
        await ReplayAsync(parent);
    });

    [Theory] // B56
    [InlineData(ParentClosePolicy.Terminate, WorkflowExecutionStatus.Terminated)]
    [InlineData(ParentClosePolicy.Abandon, WorkflowExecutionStatus.Running)]
    public Task Parent_ContinuesAsNew_ChildEndsAsThePolicySays(ParentClosePolicy policy, WorkflowExecutionStatus status) => RunAsync(async () =>
    {
        var parent = await StartKeepingAsync(policy);
        Assert.Equal("child", Assert.Single((await DescribeAsync("parent")).PendingChildren).WorkflowId);

        await parent.SignalAsync(workflow => workflow.ContinueAsync());

        await AssertStatusAsync("child", status);
        Assert.NotEqual(parent.ResultRunId, (await DescribeAsync("parent")).WorkflowExecutionInfo.Execution.RunId);
        await ReplayAsync(parent);
    });

    [Fact]
    public Task Children_ManyAtOnce_AreAllSignalledAndHeardOf() => RunAsync(async () =>
    {
        const int count = 200;
        var parent = await Official.StartWorkflowAsync((FleetWorkflow workflow) => workflow.RunAsync(count), Start("fleet"));

        Assert.Equal(count * (count - 1) / 2, await parent.GetResultAsync());
        await ReplayAsync(parent);
    });

    private async Task<WorkflowHandle<KeepingWorkflow>> StartKeepingAsync(ParentClosePolicy policy)
    {
        var parent = await Official.StartWorkflowAsync((KeepingWorkflow workflow) => workflow.RunAsync("child", policy), Start("parent"));
        while (!await parent.QueryAsync(workflow => workflow.IsStarted))
        {
        }

        return Official.GetWorkflowHandle<KeepingWorkflow>(parent.Id, parent.ResultRunId);
    }

    private Task RunAsync(Func<Task> body) => RunOfficialWorkerAsync(
        Worker()
            .AddWorkflow<ShippingWorkflow>()
            .AddWorkflow<ParcelWorkflow>()
            .AddWorkflow<CancellingWorkflow>()
            .AddWorkflow<KeepingWorkflow>()
            .AddWorkflow<FleetWorkflow>(),
        body);

    private static async Task ReplayAsync(WorkflowHandle handle)
    {
        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions()
            .AddWorkflow<ShippingWorkflow>()
            .AddWorkflow<CancellingWorkflow>()
            .AddWorkflow<KeepingWorkflow>()
            .AddWorkflow<FleetWorkflow>());
        await replayer.ReplayWorkflowAsync(await handle.FetchHistoryAsync());
    }
}
