using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>What the official client sees of deleted workflows.</summary>
public sealed class DeleteTests : InteropTest
{
    [Fact]
    public async Task Delete_ClosedAndRunning_AreNotFound()
    {
        var running = await Official.StartWorkflowAsync((SleepWorkflow workflow) => workflow.RunAsync(), Start("running"));
        var closed = await Official.StartWorkflowAsync((SleepWorkflow workflow) => workflow.RunAsync(), Start("closed"));
        await closed.TerminateAsync();

        foreach (var handle in (WorkflowHandle[])[running, closed])
        {
            await Official.Connection.WorkflowService.DeleteWorkflowExecutionAsync(new DeleteWorkflowExecutionRequest
            {
                Namespace = "default",
                WorkflowExecution = new Temporalio.Api.Common.V1.WorkflowExecution { WorkflowId = handle.Id },
            });
            var gone = await Assert.ThrowsAsync<RpcException>(() => handle.DescribeAsync());
            Assert.Equal(RpcException.StatusCode.NotFound, gone.Code);
        }

        Assert.Equal(0, (await Official.CountWorkflowsAsync("")).Count);
    }

    [Fact]
    public async Task Delete_RunningChild_ItsParentHearsOfTheEnd()
    {
        await RunOfficialWorkerAsync(Worker().AddWorkflow<ShippingWorkflow>().AddWorkflow<ParcelWorkflow>(), async () =>
        {
            var parent = await Official.StartWorkflowAsync((ShippingWorkflow workflow) => workflow.RunAsync(ParcelWorkflow.Wait, "parcel"), Start("shipping"));
            var child = Official.GetWorkflowHandle<ParcelWorkflow>("parcel");
            await foreach (var happened in parent.FetchHistoryEventsAsync(new() { WaitNewEvent = true }))
            {
                if (happened.EventType == Temporalio.Api.Enums.V1.EventType.ChildWorkflowExecutionStarted)
                {
                    break;
                }
            }

            await Official.Connection.WorkflowService.DeleteWorkflowExecutionAsync(new DeleteWorkflowExecutionRequest
            {
                Namespace = "default",
                WorkflowExecution = new Temporalio.Api.Common.V1.WorkflowExecution { WorkflowId = "parcel" },
            });

            Assert.StartsWith("parcel ", await parent.GetResultAsync(), StringComparison.Ordinal);
            await Assert.ThrowsAsync<RpcException>(() => child.DescribeAsync());
        });
    }
}
