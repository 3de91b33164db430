using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Adds up what signals bring until it has heard from so many.</summary>
[Workflow]
public sealed class CounterWorkflow
{
    private int _signals;
    private int _sum;

    [WorkflowQuery]
    public int Sum => _sum;

    [WorkflowRun]
    public async Task<int> RunAsync(int signals)
    {
        await Workflow.WaitConditionAsync(() => _signals >= signals);
        return _sum;
    }

    [WorkflowSignal]
    public Task AddAsync(int number)
    {
        _signals++;
        _sum += number;
        return Task.CompletedTask;
    }
}
