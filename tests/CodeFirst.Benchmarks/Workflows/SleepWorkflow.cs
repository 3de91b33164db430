namespace CodeFirst.Benchmarks.Workflows;

/// <summary>Sleeps for a day.</summary>
[Workflow(TaskQueue = Names.TaskQueue)]
public sealed partial class SleepWorkflow
{
    [WorkflowRun]
    public async Durable RunAsync() => await Workflow.DelayAsync(TimeSpan.FromDays(1));
}
