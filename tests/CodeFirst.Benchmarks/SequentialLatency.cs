namespace CodeFirst.Benchmarks;

/// <summary>W1: one client, one workflow after the other.</summary>
internal sealed class SequentialLatency : Workload
{
    private const int WarmUps = 50;
    private const int Workflows = 500;

    public override string Name => "W1";

    public override async Task WarmUpAsync(EchoWorkflowClient client, CancellationToken cancellationToken) => await RunAsync(client, WarmUps, cancellationToken);

    public override Task<Measurement> MeasureAsync(EchoWorkflowClient client, TimeSpan duration, CancellationToken cancellationToken) =>
        RunAsync(client, Workflows, cancellationToken);

    private static async Task<Measurement> RunAsync(EchoWorkflowClient client, int workflows, CancellationToken cancellationToken)
    {
        var latencies = new List<double>(workflows);
        var begin = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < workflows; i++)
        {
            latencies.Add(await RunOneAsync(client, cancellationToken));
        }

        var elapsed = TimeProvider.System.GetElapsedTime(begin);
        latencies.Sort();
        return new Measurement(elapsed, latencies);
    }
}
