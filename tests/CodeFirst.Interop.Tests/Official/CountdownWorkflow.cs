using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Continues as new until it has counted down.</summary>
[Workflow]
public sealed class CountdownWorkflow
{
    [WorkflowRun]
    public Task<string> RunAsync(int count, string trail) => count == 0
        ? Task.FromResult(trail)
        : throw Workflow.CreateContinueAsNewException((CountdownWorkflow workflow) => workflow.RunAsync(count - 1, $"{trail}{count} "));
}
