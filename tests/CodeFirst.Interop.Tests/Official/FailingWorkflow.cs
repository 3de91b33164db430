using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Fails, and succeeds at the attempt it is told.</summary>
[Workflow]
public sealed class FailingWorkflow
{
    [WorkflowRun]
    public Task<int> RunAsync(int succeedingAttempt) =>
        Workflow.Info.Attempt >= succeedingAttempt
            ? Task.FromResult(Workflow.Info.Attempt)
            : throw new ApplicationFailureException("not yet", errorType: "TooEarly", details: [Workflow.Info.Attempt]);
}
