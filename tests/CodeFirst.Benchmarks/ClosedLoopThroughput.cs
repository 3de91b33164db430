namespace CodeFirst.Benchmarks;

/// <summary>W2: 64 clients, each of which starts the next workflow when it has the result of the one before.</summary>
internal sealed class ClosedLoopThroughput : Workload
{
    private const int Clients = 64;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public override string Name => "W2";

    public override async Task WarmUpAsync(EchoWorkflowClient client, CancellationToken cancellationToken) => await MeasureAsync(client, WarmUp, cancellationToken);

    public override async Task<Measurement> MeasureAsync(EchoWorkflowClient client, TimeSpan duration, CancellationToken cancellationToken)
    {
        var begin = TimeProvider.System.GetTimestamp();
        var latencies = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => LoopAsync(client, begin, duration, cancellationToken)));
        var elapsed = TimeProvider.System.GetElapsedTime(begin);
        return new Measurement(elapsed, [.. latencies.SelectMany(one => one).Order()]);
    }

    private static async Task<List<double>> LoopAsync(EchoWorkflowClient client, long begin, TimeSpan duration, CancellationToken cancellationToken)
    {
        var latencies = new List<double>();
        while (TimeProvider.System.GetElapsedTime(begin) < duration)
        {
            latencies.Add(await RunOneAsync(client, cancellationToken));
        }

        return latencies;
    }
}
