using CodeFirst.Interop.Tests.Official;
using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Nodes;

/// <summary>Counts signals and updates, each of which has an activity, and ends when it has had all of them and, where it waits for one, a cancellation.</summary>
[Workflow]
public sealed class LedgerWorkflow
{
    private readonly List<int> _entries = [];
    private int _updates;

    [WorkflowRun]
    public async Task<int[]> RunAsync(int signals, int updates, bool isCancelled)
    {
        await Workflow.WaitConditionAsync(
            () => _entries.Count == signals && _updates == updates && Workflow.CancellationToken.IsCancellationRequested == isCancelled,
            CancellationToken.None);
        Workflow.CancellationToken.ThrowIfCancellationRequested();
        return [.. _entries.Order()];
    }

    [WorkflowSignal]
    public Task EnterAsync(int number)
    {
        _entries.Add(number);
        return Task.CompletedTask;
    }

    [WorkflowUpdate]
    public async Task<string> GreetAsync(string name)
    {
        var greeting = await Workflow.ExecuteActivityAsync(
            (Activities activities) => activities.Greet(name),
            new ActivityOptions { StartToCloseTimeout = TimeSpan.FromSeconds(30), CancellationToken = CancellationToken.None });
        _updates++;
        return greeting;
    }
}
