using System.CommandLine;

namespace CodeFirst.Benchmarks;

/// <summary>The command line: runs a workload and prints one line of JSON for each repetition.</summary>
internal static class BenchmarkCommand
{
    private static readonly IReadOnlyDictionary<string, Workload> Workloads = new Dictionary<string, Workload>(StringComparer.OrdinalIgnoreCase)
    {
        ["W1"] = new SequentialLatency(),
        ["W2"] = new ClosedLoopThroughput(),
    };

    public static RootCommand Create()
    {
        var workload = new Option<string>("--workload") { Description = "W1: latency of one client. W2: workflows a second of 64 clients.", Required = true };
        workload.AcceptOnlyFromAmong([.. Workloads.Keys]);
        var store = new Option<string>("--store")
        {
            Description = "sqlite:PATH, or memory. A new temporary file unless given.",
            DefaultValueFactory = _ => BenchmarkStore.TemporaryFile,
        };
        var seconds = new Option<int>("--seconds") { Description = "How long W2 measures.", DefaultValueFactory = _ => 20 };
        var repetitions = new Option<int>("--reps") { Description = "How often to measure, each time with a new server.", DefaultValueFactory = _ => 1 };
        var command = new RootCommand("Measures server, worker and client in one process, and prints a line of JSON for each repetition.") { workload, store, seconds, repetitions };
        command.SetAction(async (result, cancellationToken) =>
        {
            for (var repetition = 1; repetition <= result.GetValue(repetitions); repetition++)
            {
                await using var benchmark = await Benchmark.StartAsync(result.GetRequiredValue(store), cancellationToken);
                var duration = TimeSpan.FromSeconds(result.GetValue(seconds));
                var line = await benchmark.MeasureAsync(Workloads[result.GetRequiredValue(workload)], duration, repetition, cancellationToken);
                await Console.Out.WriteLineAsync(line);
            }

            return 0;
        });
        return command;
    }
}
