using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Starts a child that sleeps, and says when it is started. Waits to be closed, or continues as new when it is told to.</summary>
[Workflow]
public sealed class KeepingWorkflow
{
    private bool _continues;

    [WorkflowQuery]
    public bool IsStarted { get; private set; }

    [WorkflowSignal]
    public Task ContinueAsync()
    {
        _continues = true;
        return Task.CompletedTask;
    }

    [WorkflowRun]
    public async Task RunAsync(string childId, ParentClosePolicy policy)
    {
        if (Workflow.Info.ContinuedRunId is null)
        {
            await Workflow.StartChildWorkflowAsync(
                (ParcelWorkflow parcel) => parcel.RunAsync(ParcelWorkflow.Sleep),
                new ChildWorkflowOptions { Id = childId, ParentClosePolicy = policy });
        }

        IsStarted = true;
        await Workflow.WaitConditionAsync(() => _continues);
        throw Workflow.CreateContinueAsNewException((KeepingWorkflow workflow) => workflow.RunAsync(childId, policy));
    }
}
