using System.Net;
using System.Text.Json;
using CodeFirst.Server;

namespace CodeFirst.Benchmarks;

/// <summary>Server, worker and client in one process, talking over loopback.</summary>
internal sealed class Benchmark : IAsyncDisposable
{
    public const string TaskQueue = "bench";

    private readonly BenchmarkStore _store;
    private readonly CodeFirstServer _server;
    private readonly CodeFirstClient _client;
    private readonly CodeFirstWorker _worker;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private Benchmark(BenchmarkStore store, CodeFirstServer server)
    {
        _store = store;
        _server = server;
        _client = new CodeFirstClient(new CodeFirstClientOptions { Address = server.Address });
        _worker = new CodeFirstWorker(_client, new CodeFirstWorkerOptions { TaskQueue = TaskQueue });
        _running = _worker.AddCodeFirst().ExecuteAsync(_stop.Token);
    }

    public static async Task<Benchmark> StartAsync(string location, CancellationToken cancellationToken)
    {
        var store = BenchmarkStore.Open(location);
        var options = new CodeFirstServerOptions { Listen = new IPEndPoint(IPAddress.Loopback, port: 0), Store = store.Store };
        return new Benchmark(store, await CodeFirstServer.StartAsync(options, cancellationToken));
    }

    /// <returns>A line of JSON.</returns>
    public async Task<string> MeasureAsync(Workload workload, TimeSpan duration, int repetition, CancellationToken cancellationToken)
    {
        var client = new EchoWorkflowClient(_client);
        await workload.WarmUpAsync(client, cancellationToken);
        var before = _server.Counters;
        var measurement = await workload.MeasureAsync(client, duration, cancellationToken);
        var after = _server.Counters;

        double workflows = measurement.LatenciesMs.Count;
        return JsonSerializer.Serialize(new
        {
            workload = workload.Name,
            repetition,
            topology = "server, worker and client in one process over loopback gRPC",
            store = _store.Description,
            workflows,
            seconds = Round(measurement.Elapsed.TotalSeconds),
            workflows_per_s = Round(workflows / measurement.Elapsed.TotalSeconds),
            p50_ms = Round(measurement.PercentileMs(50)),
            p95_ms = Round(measurement.PercentileMs(95)),
            p99_ms = Round(measurement.PercentileMs(99)),
            commits_per_workflow = Round((after.Commits - before.Commits) / workflows),
            rows_per_workflow = Round((after.RowsWritten - before.RowsWritten) / workflows),
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _worker.DisposeAsync();
        await _client.DisposeAsync();
        await _server.DisposeAsync();
        _stop.Dispose();
        _store.Dispose();
    }

    private static double Round(double value) => Math.Round(value, 3);
}
