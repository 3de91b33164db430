using CodeFirst.Benchmarks.Workflows;

namespace CodeFirst.Benchmarks.Workloads;

/// <summary>W1: one client, one workflow of one step after the other.</summary>
internal sealed class SequentialLatency : LocalWorkload
{
    private const int WarmUps = 50;
    private const int Count = 500;

    public override string Name => "W1";

    protected override Task WarmUpAsync(CodeFirstClient client, CancellationToken cancellationToken) => RunAsync(client, WarmUps, cancellationToken);

    protected override Task<Measurement> MeasureAsync(CodeFirstClient client, TimeSpan duration, CancellationToken cancellationToken) =>
        RunAsync(client, Count, cancellationToken);

    private static async Task<Measurement> RunAsync(CodeFirstClient client, int workflows, CancellationToken cancellationToken)
    {
        var steps = new StepsWorkflowClient(client);
        var latencies = new List<double>(workflows);
        var begin = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < workflows; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            await steps.ExecuteAsync("w1", 1, 0, cancellationToken: cancellationToken);
            latencies.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
        }

        var elapsed = TimeProvider.System.GetElapsedTime(begin);
        latencies.Sort();
        return new Measurement(elapsed, latencies);
    }
}
