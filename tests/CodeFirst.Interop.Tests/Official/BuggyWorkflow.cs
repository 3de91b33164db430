using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Has a bug that is mended meanwhile: its first workflow task fails, the next one does not.</summary>
[Workflow]
public sealed class BuggyWorkflow
{
    [WorkflowRun]
    public Task<string> RunAsync() =>
        Workflow.Unsafe.IsReplaying || Workflow.CurrentHistoryLength > 3
            ? Task.FromResult("mended")
            : throw new InvalidOperationException("a bug");
}
