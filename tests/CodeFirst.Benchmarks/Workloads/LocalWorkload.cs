using System.Text.Json.Nodes;
using CodeFirst.Benchmarks.Nodes;

namespace CodeFirst.Benchmarks.Workloads;

/// <summary>A workload with server, worker and client in one process.</summary>
internal abstract class LocalWorkload : Workload
{
    public override async Task<JsonObject> RunAsync(WorkloadSettings settings, CancellationToken cancellationToken)
    {
        await using var node = await Node.StartAsync(settings.Store, settings.Topology, cancellationToken: cancellationToken);
        await WarmUpAsync(node.Client, cancellationToken);
        var before = node.Server.Counters;
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        var processorBefore = process.TotalProcessorTime;
        var allocatedBefore = GC.GetTotalAllocatedBytes();
        var measurement = await MeasureAsync(node.Client, settings.Duration, cancellationToken);
        var after = node.Server.Counters;
        process.Refresh();

        double count = measurement.LatenciesMs.Count;
        return new JsonObject
        {
            ["topology"] = settings.Topology == Topology.Embedded
                ? "server, worker and client in one process, direct calls"
                : "server, worker and client in one process, gRPC over loopback",
            ["store"] = node.StoreDescription,
            ["n"] = count,
            ["seconds"] = Round(measurement.Elapsed.TotalSeconds),
            ["per_s"] = Round(count / measurement.Elapsed.TotalSeconds),
            ["p50_ms"] = Round(measurement.PercentileMs(50)),
            ["p95_ms"] = Round(measurement.PercentileMs(95)),
            ["p99_ms"] = Round(measurement.PercentileMs(99)),
            ["commits_per_n"] = Round((after.Commits - before.Commits) / count),
            ["rows_per_n"] = Round((after.RowsWritten - before.RowsWritten) / count),
            ["round_trips_per_n"] = Round((after.RoundTrips - before.RoundTrips) / count),
            ["cpu_pct"] = Round((process.TotalProcessorTime - processorBefore) / measurement.Elapsed * 100),
            ["allocated_kb_per_n"] = Round((GC.GetTotalAllocatedBytes() - allocatedBefore) / count / 1000),
        };
    }

    /// <summary>Makes the code hot; not measured.</summary>
    protected abstract Task WarmUpAsync(CodeFirstClient client, CancellationToken cancellationToken);

    protected abstract Task<Measurement> MeasureAsync(CodeFirstClient client, TimeSpan duration, CancellationToken cancellationToken);
}
