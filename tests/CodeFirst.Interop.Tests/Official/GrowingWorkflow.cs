using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Keeps what it is sent in its history, continues as new when that is advised, and then tells which run it continues.</summary>
[Workflow]
public sealed class GrowingWorkflow
{
    [WorkflowRun]
    public async Task<string> RunAsync()
    {
        if (Workflow.Info.ContinuedRunId is { } first)
        {
            return first;
        }

        await Workflow.WaitConditionAsync(() => Workflow.ContinueAsNewSuggested);
        throw Workflow.CreateContinueAsNewException((GrowingWorkflow workflow) => workflow.RunAsync());
    }

    [WorkflowSignal]
    public Task KeepAsync(byte[] ballast) => Task.CompletedTask;
}
