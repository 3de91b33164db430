namespace CodeFirst.Benchmarks.Workflows;

/// <summary>Receives signals until it is told to stop, and answers how many.</summary>
[Workflow(TaskQueue = Names.TaskQueue)]
public sealed partial class ReceiverWorkflow
{
    private int _received;
    private bool _isStopped;

    [WorkflowRun]
    public async Durable<int> RunAsync()
    {
        await Workflow.WaitConditionAsync(() => _isStopped);
        return _received;
    }

    [WorkflowSignal]
    public void Receive(string text) => _received++;

    [WorkflowSignal]
    public void Stop() => _isStopped = true;
}
