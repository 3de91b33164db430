using Temporalio.Converters;
using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Continues as new until it has run so often, with what the caller gave it; tells what the last run knows of its chain.</summary>
[Workflow]
public sealed class ChainWorkflow
{
    [WorkflowRun]
    public Task<ChainReport> RunAsync(int runs)
    {
        var info = Workflow.Info;
        return runs > 1
            ? throw Workflow.CreateContinueAsNewException((ChainWorkflow workflow) => workflow.RunAsync(runs - 1), new() { RunTimeout = TimeSpan.FromSeconds(40) })
            : Task.FromResult(new ChainReport(
                info.FirstExecutionRunId,
                info.ContinuedRunId,
                info.ExecutionTimeout,
                info.RunTimeout,
                info.Attempt,
                Workflow.Memo.TryGetValue("owner", out var owner) ? Workflow.PayloadConverter.ToValue<string>(owner) : null,
                info.Priority?.PriorityKey));
    }
}
