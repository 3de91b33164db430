using System.Text.Json.Nodes;

namespace CodeFirst.Benchmarks.Workloads;

/// <summary>One of the workloads that the peers are measured with, too.</summary>
internal abstract class Workload
{
    public abstract string Name { get; }

    /// <summary>Runs it once, with a server of its own, and returns its figures.</summary>
    public abstract Task<JsonObject> RunAsync(WorkloadSettings settings, CancellationToken cancellationToken);

    protected static double Round(double value) => Math.Round(value, 3);
}
