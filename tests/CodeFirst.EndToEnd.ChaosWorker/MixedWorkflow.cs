using Temporalio.Workflows;

namespace CodeFirst.EndToEnd.ChaosWorker;

/// <summary>
/// Activities, timers and a child in each of two runs; the first waits for its signals before it continues as the second, which returns all that was
/// computed and received.
/// </summary>
[Workflow]
public sealed class MixedWorkflow
{
    public const string TaskQueue = "chaos";
    public const int Signals = 3;
    public const int Values = 6;

    private readonly List<string> _received = [];

    internal static ActivityOptions Step { get; } = new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(5),
        RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(100), MaximumInterval = TimeSpan.FromSeconds(1) },
    };

    [WorkflowRun]
    public async Task<MixedResult> RunAsync(MixedResult? first)
    {
        var values = new List<string> { await ComputeAsync() };
        await Workflow.DelayAsync(TimeSpan.FromMilliseconds(Workflow.Random.Next(1, 300)));
        values.Add(await ComputeAsync());
        var child = new ChildWorkflowOptions { TaskTimeout = TimeSpan.FromSeconds(2) };
        values.Add(await Workflow.ExecuteChildWorkflowAsync((ChildWorkflow workflow) => workflow.RunAsync(), child));
        if (first is not null)
        {
            return new MixedResult([.. first.Values, .. values], [.. first.Signals, .. _received]);
        }

        await Workflow.WaitConditionAsync(() => _received.Count >= Signals);
        throw Workflow.CreateContinueAsNewException((MixedWorkflow workflow) => workflow.RunAsync(new MixedResult(values.ToArray(), _received.ToArray())));
    }

    [WorkflowSignal]
    public Task ReceiveAsync(string id)
    {
        _received.Add(id);
        return Task.CompletedTask;
    }

    private static Task<string> ComputeAsync() => Workflow.ExecuteActivityAsync((StepActivities activities) => activities.Compute(), Step);
}
