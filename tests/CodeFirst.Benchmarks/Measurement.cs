namespace CodeFirst.Benchmarks;

/// <summary>What was measured.</summary>
/// <param name="Elapsed">From the first start to the last result.</param>
/// <param name="LatenciesMs">Of each workflow from start to result, ascending.</param>
internal sealed record Measurement(TimeSpan Elapsed, IReadOnlyList<double> LatenciesMs)
{
    /// <summary>The latency that so many of a hundred do not exceed.</summary>
    public double PercentileMs(int percent) => LatenciesMs[Math.Max(0, (int)Math.Ceiling(LatenciesMs.Count * percent / 100.0) - 1)];
}
