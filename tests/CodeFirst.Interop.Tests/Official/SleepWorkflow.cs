using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Sleeps for an hour; cleans up with an activity when it is cancelled.</summary>
[Workflow]
public sealed class SleepWorkflow
{
    [WorkflowQuery]
    public string Mood => "sleepy";

    [WorkflowRun]
    public async Task RunAsync()
    {
        try
        {
            await Workflow.DelayAsync(TimeSpan.FromHours(1));
        }
        catch (OperationCanceledException) when (Workflow.CancellationToken.IsCancellationRequested)
        {
            await Workflow.ExecuteActivityAsync(
                (Activities activities) => activities.Greet("cleaner"),
                new ActivityOptions { StartToCloseTimeout = TimeSpan.FromSeconds(30), CancellationToken = CancellationToken.None });
            throw;
        }
    }
}
