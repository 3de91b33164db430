using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Has an activity and a timer under way while it waits for a signal, and draws an id before and after it.</summary>
[Workflow]
public sealed class ResettableWorkflow
{
    public const string ActivityQueue = "interop-activities";

    private bool _isPoked;

    [WorkflowRun]
    public async Task<string[]> RunAsync()
    {
        var before = Workflow.NewGuid();
        var activity = Workflow.ExecuteActivityAsync(
            (Activities activities) => activities.Greet("Ada"),
            new ActivityOptions { StartToCloseTimeout = TimeSpan.FromSeconds(30), TaskQueue = ActivityQueue });
        var timer = Workflow.DelayAsync(TimeSpan.FromMilliseconds(100));
        await Workflow.WaitConditionAsync(() => _isPoked);
        var after = Workflow.NewGuid();
        await timer;
        return [before.ToString(), after.ToString(), await activity];
    }

    [WorkflowSignal]
    public Task PokeAsync()
    {
        _isPoked = true;
        return Task.CompletedTask;
    }
}
