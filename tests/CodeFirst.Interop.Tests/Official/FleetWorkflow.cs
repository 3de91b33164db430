using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Starts many children, signals them, and waits for all.</summary>
[Workflow]
public sealed class FleetWorkflow
{
    [WorkflowRun]
    public async Task<int> RunAsync(int count)
    {
        var results = await Workflow.WhenAllAsync(Enumerable.Range(0, count).Select(SendAsync));
        return results.Sum();
    }

    private static async Task<int> SendAsync(int number)
    {
        var child = await Workflow.StartChildWorkflowAsync(
            (ParcelWorkflow parcel) => parcel.RunAsync(ParcelWorkflow.Wait),
            new ChildWorkflowOptions { Id = $"{Workflow.Info.WorkflowId}-{number}" });
        await child.SignalAsync(parcel => parcel.SendAsync($"{number}"));
        return int.Parse(await child.GetResultAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
