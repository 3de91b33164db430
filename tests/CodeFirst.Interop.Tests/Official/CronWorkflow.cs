using Temporalio.Exceptions;
using Temporalio.Converters;
using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Counts the runs of its schedule: each adds one to the last result. The third run fails once.</summary>
[Workflow]
public sealed class CronWorkflow
{
    [WorkflowRun]
    public Task<int> RunAsync()
    {
        var info = Workflow.Info;
        var last = info.LastResult is { Count: > 0 } results ? Workflow.PayloadConverter.ToValue<int>(results.First()) : 0;
        return last == 2 && info.LastFailure is null
            ? throw new ApplicationFailureException("the third run fails")
            : Task.FromResult(last + 1);
    }
}
