using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Adds one to the last result of its schedule; fails where it is told to, and tells what it knows.</summary>
[Workflow]
public sealed class ScheduledWorkflow
{
    [WorkflowRun]
    public Task<int> RunAsync(int failsAt)
    {
        var info = Workflow.Info;
        var count = 1 + (info.LastResult is { Count: > 0 } results ? Workflow.PayloadConverter.ToValue<int>(results.First()) : 0);
        return count == failsAt && info.LastFailure is null
            ? throw new ApplicationFailureException("told to fail")
            : Task.FromResult(count);
    }
}
