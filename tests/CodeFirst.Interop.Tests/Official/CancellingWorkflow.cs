using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Starts a child and cancels it.</summary>
[Workflow]
public sealed class CancellingWorkflow
{
    [WorkflowRun]
    public async Task<bool> RunAsync(string childId, ChildWorkflowCancellationType type)
    {
        using var cancel = new CancellationTokenSource();
        var child = await Workflow.StartChildWorkflowAsync((ParcelWorkflow parcel) => parcel.RunAsync(ParcelWorkflow.Sleep), new ChildWorkflowOptions
        {
            Id = childId,
            CancellationToken = cancel.Token,
            CancellationType = type,
            ParentClosePolicy = ParentClosePolicy.Abandon,
        });
        cancel.Cancel();
        try
        {
            await child.GetResultAsync();
            return false;
        }
        catch (ChildWorkflowFailureException failure)
        {
            return failure.InnerException is CanceledFailureException;
        }
    }
}
