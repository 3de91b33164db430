namespace CodeFirst.EndToEnd.Worker;

/// <summary>Steps one after the other and at once, a timer, and signals to wait for.</summary>
[Workflow(TaskQueue = TaskQueue)]
public sealed partial class ChainWorkflow
{
    public const string TaskQueue = "chains";

    private readonly StepActivitiesStub _steps = new(new ActivityOptions { RetryPolicy = new RetryPolicy { InitialInterval = TimeSpan.FromMilliseconds(100) } });
    private readonly List<int> _numbers = [];

    [WorkflowRun]
    public async Durable<ChainResult> RunAsync(int signals)
    {
        var values = new List<string>
        {
            await _steps.ComputeAsync(1),
            await _steps.ComputeAsync(2),
        };
        await Workflow.DelayAsync(TimeSpan.FromMilliseconds(50));
        values.AddRange(await Workflow.WhenAllAsync(_steps.ComputeAsync(3), _steps.ComputeAsync(4)));
        await Workflow.WaitConditionAsync(() => _numbers.Count >= signals);
        values.Add(await _steps.ComputeAsync(5));
        return new ChainResult(values, [.. _numbers]);
    }

    [WorkflowSignal]
    public void Add(int number) => _numbers.Add(number);
}
