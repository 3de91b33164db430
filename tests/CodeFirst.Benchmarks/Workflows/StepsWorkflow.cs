namespace CodeFirst.Benchmarks.Workflows;

/// <summary>Durable steps one after the other, with durable pauses between them where they are asked for.</summary>
[Workflow(TaskQueue = Names.TaskQueue)]
public sealed partial class StepsWorkflow
{
    // A step takes microseconds. What a killed worker had taken is missed by this timeout, and tried again soon.
    private readonly StepActivitiesStub _activities = new(new ActivityOptions
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(1),
        RetryPolicy = new RetryPolicy { InitialInterval = TimeSpan.FromMilliseconds(100) },
    });

    [WorkflowRun]
    public async Durable<string> RunAsync(string id, int steps, int pauseMs)
    {
        for (var step = 0; step < steps; step++)
        {
            if (step > 0 && pauseMs > 0)
            {
                await Workflow.DelayAsync(TimeSpan.FromMilliseconds(pauseMs));
            }

            await _activities.StepAsync($"{id}/{step}");
        }

        return id;
    }
}
