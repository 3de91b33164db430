using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>An activity, a timer, a signal and a query.</summary>
[Workflow]
public sealed class GreetingWorkflow
{
    private string? _approvedBy;

    [WorkflowQuery]
    public string? ApprovedBy => _approvedBy;

    [WorkflowRun]
    public async Task<string> RunAsync(string name)
    {
        var greeting = await Workflow.ExecuteActivityAsync(
            (Activities activities) => activities.Greet(name),
            new ActivityOptions { StartToCloseTimeout = TimeSpan.FromSeconds(30) });
        await Workflow.DelayAsync(TimeSpan.FromMilliseconds(20));
        await Workflow.WaitConditionAsync(() => _approvedBy is not null);
        return $"{greeting} Approved by {_approvedBy}.";
    }

    [WorkflowSignal]
    public Task ApproveAsync(string by)
    {
        _approvedBy = by;
        return Task.CompletedTask;
    }
}
