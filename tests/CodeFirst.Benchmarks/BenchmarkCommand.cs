using System.CommandLine;
using System.Text.Json.Nodes;
using CodeFirst.Benchmarks.Nodes;
using CodeFirst.Benchmarks.Workloads;

namespace CodeFirst.Benchmarks;

/// <summary>The command line: runs a workload and prints one line of JSON for each repetition.</summary>
internal static class BenchmarkCommand
{
    private static readonly IReadOnlyDictionary<string, Workload> Known = new Workload[]
    {
        new SequentialLatency(),
        new StepThroughput("W2", steps: 1),
        new StepThroughput("W3", steps: 10),
        new Sleepers(),
        new Signals(),
        new Recovery(),
    }.ToDictionary(workload => workload.Name, StringComparer.OrdinalIgnoreCase);

    private static readonly Option<string> Store = new("--store")
    {
        Description = "postgres:CONNECTION_STRING, sqlite:PATH, or memory. A new temporary file unless given.",
        DefaultValueFactory = _ => BenchmarkStore.TemporaryFile,
    };

    public static RootCommand Create()
    {
        var workload = new Option<string>("--workload")
        {
            Description = "W1 latency of one client. W2, W3: workflows a second of 64 clients, of one and ten steps. W4 sleepers. W5 signals a second. W6 recovery after a kill.",
            Required = true,
        };
        workload.AcceptOnlyFromAmong([.. Known.Keys]);
        var topology = new Option<Topology>("--topology") { Description = "How client and worker of W1, W2, W3 and W5 reach the server.", DefaultValueFactory = _ => Topology.Embedded };
        var seconds = new Option<int>("--seconds") { Description = "How long W2 and W3 measure.", DefaultValueFactory = _ => 20 };
        var sleepers = new Option<int>("--sleepers") { Description = "How many workflows sleep in W4.", DefaultValueFactory = _ => 50_000 };
        var repetitions = new Option<int>("--reps") { Description = "How often to measure, each time with a new server.", DefaultValueFactory = _ => 1 };
        var command = new RootCommand("Measures the server under the workloads of its peers, and prints a line of JSON for each repetition.")
        {
            workload, Store, topology, seconds, sleepers, repetitions, CreateNodeCommand(),
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            var settings = new WorkloadSettings(
                result.GetRequiredValue(Store),
                result.GetValue(topology),
                TimeSpan.FromSeconds(result.GetValue(seconds)),
                result.GetValue(sleepers));
            for (var repetition = 1; repetition <= result.GetValue(repetitions); repetition++)
            {
                var measured = Known[result.GetRequiredValue(workload)];
                var figures = await measured.RunAsync(settings, cancellationToken);
                var line = new JsonObject { ["workload"] = measured.Name, ["repetition"] = repetition };
                foreach (var (name, value) in figures)
                {
                    line[name] = value?.DeepClone();
                }

                await Console.Out.WriteLineAsync(line.ToJsonString());
            }

            return 0;
        });
        return command;
    }

    private static Command CreateNodeCommand()
    {
        var store = new Option<string>("--store") { Required = true };
        var port = new Option<int>("--port") { Required = true };
        var worker = new Option<bool>("--worker");
        var effects = new Option<string?>("--effects");
        var command = new Command("node", "A server, with a worker where asked, until it is killed. Workloads start it.") { store, port, worker, effects };
        command.Hidden = true;
        command.SetAction(async (result, cancellationToken) =>
        {
            await using var node = await Node.StartAsync(
                result.GetRequiredValue(store), Topology.Embedded, result.GetValue(port), result.GetValue(worker), result.GetValue(effects), cancellationToken);
            await Console.Out.WriteLineAsync("ready");
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        return command;
    }
}
