using Temporalio.Workflows;

namespace CodeFirst.EndToEnd.ChaosWorker;

/// <summary>Sleeps a little and returns what an activity computed.</summary>
[Workflow]
public sealed class ChildWorkflow
{
    [WorkflowRun]
    public async Task<string> RunAsync()
    {
        await Workflow.DelayAsync(TimeSpan.FromMilliseconds(Workflow.Random.Next(1, 300)));
        return await Workflow.ExecuteActivityAsync((StepActivities activities) => activities.Compute(), MixedWorkflow.Step);
    }
}
