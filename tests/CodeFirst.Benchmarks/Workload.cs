namespace CodeFirst.Benchmarks;

/// <summary>What clients do.</summary>
internal abstract class Workload
{
    public abstract string Name { get; }

    /// <summary>Makes the code hot; not measured.</summary>
    public abstract Task WarmUpAsync(EchoWorkflowClient client, CancellationToken cancellationToken);

    /// <returns>How many workflows ran, and the figures to print.</returns>
    public abstract Task<Measurement> MeasureAsync(EchoWorkflowClient client, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Starts a workflow, waits for its result and returns how long that took, in milliseconds.</summary>
    protected static async Task<double> RunOneAsync(EchoWorkflowClient client, CancellationToken cancellationToken)
    {
        var begin = TimeProvider.System.GetTimestamp();
        await client.ExecuteAsync("hello", cancellationToken: cancellationToken);
        return TimeProvider.System.GetElapsedTime(begin).TotalMilliseconds;
    }
}
