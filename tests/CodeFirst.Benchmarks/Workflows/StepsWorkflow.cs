namespace CodeFirst.Benchmarks.Workflows;

/// <summary>Durable steps one after the other, with durable pauses between them where they are asked for.</summary>
[Workflow(TaskQueue = Names.TaskQueue)]
public sealed partial class StepsWorkflow
{
    private readonly StepActivitiesStub _activities = new();

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
