namespace CodeFirst.Benchmarks;

/// <summary>One durable step.</summary>
[Workflow(TaskQueue = Benchmark.TaskQueue)]
public sealed partial class EchoWorkflow
{
    private readonly EchoActivitiesStub _activities = new();

    [WorkflowRun]
    public async Durable<string> RunAsync(string text) => await _activities.EchoAsync(text);
}
