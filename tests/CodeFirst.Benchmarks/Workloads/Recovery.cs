using System.Text.Json.Nodes;
using CodeFirst.Benchmarks.Nodes;
using CodeFirst.Benchmarks.Workflows;

namespace CodeFirst.Benchmarks.Workloads;

/// <summary>W6: server and worker are killed when half the steps of 2,000 workflows have run, and started again at once. How long until all are complete? As with the peers that are compared, nobody waits for results meanwhile.</summary>
internal sealed class Recovery : Workload
{
    private const int Count = 2_000;
    private const int Steps = 5;
    private const int PauseMs = 100;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public override string Name => "W6";

    public override async Task<JsonObject> RunAsync(WorkloadSettings settings, CancellationToken cancellationToken)
    {
        using var store = new TemporaryStore(settings.Store);
        using var folder = new TemporaryFolder();
        var effects = Path.Combine(folder.Path, "effects");
        await File.WriteAllTextAsync(effects, string.Empty, cancellationToken);
        var port = NodeProcess.FindFreePort();
        await using var client = new CodeFirstClient(new CodeFirstClientOptions
        {
            Address = new Uri($"http://127.0.0.1:{port}"),
            DataConverter = ArgumentJson.DataConverter,
        });
        var workflows = new StepsWorkflowClient(client);

        using var first = await NodeProcess.StartAsync(store.Location, port, hasWorker: true, effects, cancellationToken);
        var begin = TimeProvider.System.GetTimestamp();
        var started = await StartAllAsync(workflows, cancellationToken);
        while (CountLines(effects) < Count * Steps / 2)
        {
            await Task.Delay(Look, cancellationToken);
        }

        var untilKill = TimeProvider.System.GetElapsedTime(begin);
        first.Kill();
        var killed = TimeProvider.System.GetTimestamp();
        using var second = await NodeProcess.StartAsync(store.Location, port, hasWorker: true, effects, cancellationToken);
        while (await client.CountWorkflowsAsync("ExecutionStatus = 'Completed'", cancellationToken) < Count)
        {
            await Task.Delay(Look, cancellationToken);
        }

        var recovery = TimeProvider.System.GetElapsedTime(killed);
        await Task.WhenAll(started.Select(workflow => workflow.GetResultAsync(cancellationToken)));
        var lines = await File.ReadAllLinesAsync(effects, cancellationToken);
        return new JsonObject
        {
            ["store"] = store.Location,
            ["workflows"] = Count,
            ["completed"] = started.Count,
            ["before_kill_s"] = Round(untilKill.TotalSeconds),
            ["recovery_s"] = Round(recovery.TotalSeconds),
            ["total_s"] = Round((untilKill + recovery).TotalSeconds),
            ["effects_distinct"] = lines.Distinct(StringComparer.Ordinal).Count(),
            ["steps_run_twice"] = lines.Length - lines.Distinct(StringComparer.Ordinal).Count(),
        };
    }

    private static async Task<List<StepsWorkflowHandle>> StartAllAsync(StepsWorkflowClient workflows, CancellationToken cancellationToken)
    {
        var started = new List<StepsWorkflowHandle>(Count);
        var options = new ParallelOptions { MaxDegreeOfParallelism = ClosedLoop.Clients, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, Count, options, async (index, token) =>
        {
            var handle = await workflows.StartAsync($"w6-{index}", Steps, PauseMs, cancellationToken: token);
            lock (started)
            {
                started.Add(handle);
            }
        });
        return started;
    }

    private static int CountLines(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        var count = 0;
        while (reader.ReadLine() is not null)
        {
            count++;
        }

        return count;
    }
}
