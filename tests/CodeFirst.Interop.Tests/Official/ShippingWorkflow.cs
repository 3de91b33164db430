using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Starts children and talks to other workflows.</summary>
[Workflow]
public sealed class ShippingWorkflow
{
    /// <summary>The child does what <paramref name="order"/> says, and this returns its result, or how it ended.</summary>
    [WorkflowRun]
    public async Task<string> RunAsync(string order, string childId)
    {
        try
        {
            return await Workflow.ExecuteChildWorkflowAsync(
                (ParcelWorkflow parcel) => parcel.RunAsync(order),
                new ChildWorkflowOptions { Id = childId, RetryPolicy = new RetryPolicy { InitialInterval = TimeSpan.FromMilliseconds(10), MaximumAttempts = 3 } });
        }
        catch (ChildWorkflowFailureException failure)
        {
            return $"{failure.WorkflowId} {failure.RetryState} {failure.InnerException?.Message}";
        }
        catch (WorkflowAlreadyStartedException)
        {
            return "already started";
        }
    }
}
