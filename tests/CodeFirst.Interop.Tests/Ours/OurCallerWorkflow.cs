using CodeFirst.Sdk;

namespace CodeFirst.Interop.Tests.Ours;

/// <summary>Calls an activity that the official worker runs.</summary>
[Workflow]
public sealed partial class OurCallerWorkflow
{
    private readonly GreetingActivitiesStub _greetings = new();

    [WorkflowRun]
    public async Durable<string> RunAsync(string name) => await _greetings.GreetAsync(name);
}
