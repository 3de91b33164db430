using CodeFirst.Sdk;

namespace CodeFirst.Interop.Tests.Ours;

/// <summary>Fails with what its activity failed with.</summary>
[Workflow]
public sealed partial class OurFailingWorkflow
{
    private readonly OurActivitiesStub _activities = new();

    [WorkflowRun]
    public async Durable RunAsync() => await _activities.DeclineAsync();
}
