using CodeFirst.Sdk;

namespace CodeFirst.Interop.Tests.Ours;

/// <summary>Sleeps until it is cancelled, and cleans up then.</summary>
[Workflow]
public sealed partial class OurSleepWorkflow
{
    private readonly OurActivitiesStub _activities = new();

    [WorkflowQuery]
    public string Mood() => "sleepy";

    [WorkflowRun]
    public async Durable RunAsync()
    {
        try
        {
            await Workflow.DelayAsync(TimeSpan.FromHours(1));
        }
        catch (CanceledFailureException)
        {
            await _activities.GrowOlderAsync(new Person("cleaner", new DateOnly(1980, 1, 1), [], null), years: 1, cancellationToken: CancellationToken.None);
            throw;
        }
    }
}
