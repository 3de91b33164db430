using System.Text.Json.Nodes;
using CodeFirst.Benchmarks.Nodes;
using CodeFirst.Benchmarks.Workflows;
using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Benchmarks.Workloads;

/// <summary>W4: many workflows that sleep a day. What they cost while nothing happens, and how long a killed server needs to be back with them.</summary>
internal sealed class Sleepers : Workload
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    public override string Name => "W4";

    public override async Task<JsonObject> RunAsync(WorkloadSettings settings, CancellationToken cancellationToken)
    {
        using var store = new TemporaryStore(settings.Store);
        var port = NodeProcess.FindFreePort();
        await using var client = new CodeFirstClient(new CodeFirstClientOptions
        {
            Address = new Uri($"http://127.0.0.1:{port}"),
            DataConverter = ArgumentJson.DataConverter,
        });
        var begin = TimeProvider.System.GetTimestamp();
        using (var node = await NodeProcess.StartAsync(store.Location, port, hasWorker: true, effectFile: null, cancellationToken))
        {
            await StartAllAsync(client, settings.Sleepers, cancellationToken);
            await WaitUntilAsleepAsync(client, cancellationToken);
            node.Kill();
        }

        var startedIn = TimeProvider.System.GetElapsedTime(begin);
        begin = TimeProvider.System.GetTimestamp();
        using var restarted = await NodeProcess.StartAsync(store.Location, port, hasWorker: false, effectFile: null, cancellationToken);
        await CountAsync(client, string.Empty, cancellationToken);
        var restartedIn = TimeProvider.System.GetElapsedTime(begin);

        await Task.Delay(Settling, cancellationToken);
        var processorBefore = restarted.ProcessorSeconds();
        await Task.Delay(Idle, cancellationToken);
        return new JsonObject
        {
            ["store"] = store.Location,
            ["sleepers"] = settings.Sleepers,
            ["started_in_s"] = Round(startedIn.TotalSeconds),
            ["restart_s"] = Round(restartedIn.TotalSeconds),
            ["idle_cpu_pct"] = Round((restarted.ProcessorSeconds() - processorBefore) / Idle.TotalSeconds * 100),
            ["server_rss_mb"] = Round(restarted.ResidentMb()),
        };
    }

    private static async Task StartAllAsync(CodeFirstClient client, int count, CancellationToken cancellationToken)
    {
        var workflows = new SleepWorkflowClient(client);
        var options = new ParallelOptions { MaxDegreeOfParallelism = ClosedLoop.Clients, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, count, options, async (_, token) => await workflows.StartAsync(cancellationToken: token));
    }

    // A workflow sleeps once its timer is set, which is when nothing is left in the queue.
    private static async Task WaitUntilAsleepAsync(CodeFirstClient client, CancellationToken cancellationToken)
    {
        var request = new DescribeTaskQueueRequest { Namespace = client.Options.Namespace, TaskQueue = new() { Name = Names.TaskQueue }, ReportStats = true };
        while ((await client.WorkflowService.DescribeTaskQueueAsync(request, cancellationToken: cancellationToken)).Stats.ApproximateBacklogCount > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }

        await Task.Delay(Settling, cancellationToken);
    }

    private static async Task<long> CountAsync(CodeFirstClient client, string query, CancellationToken cancellationToken) =>
        (await client.WorkflowService.CountWorkflowExecutionsAsync(
            new() { Namespace = client.Options.Namespace, Query = query }, cancellationToken: cancellationToken)).Count;
}
