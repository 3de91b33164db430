using CodeFirst.Benchmarks.Workflows;

namespace CodeFirst.Benchmarks.Workloads;

/// <summary>W2 and W3: 64 clients, each of which starts the next workflow when it has the result of the one before.</summary>
internal sealed class StepThroughput(string name, int steps) : LocalWorkload
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public override string Name => name;

    protected override Task WarmUpAsync(CodeFirstClient client, CancellationToken cancellationToken) => MeasureAsync(client, WarmUp, cancellationToken);

    protected override Task<Measurement> MeasureAsync(CodeFirstClient client, TimeSpan duration, CancellationToken cancellationToken)
    {
        var workflows = new StepsWorkflowClient(client);
        return ClosedLoop.RunAsync(duration, _ => workflows.ExecuteAsync(name, steps, 0, cancellationToken: cancellationToken));
    }
}
