using System.Net;
using CodeFirst.Benchmarks.Workflows;
using CodeFirst.Server;
using Microsoft.Extensions.DependencyInjection;

namespace CodeFirst.Benchmarks.Nodes;

/// <summary>A server with a worker and a client in this process.</summary>
internal sealed class Node : IAsyncDisposable
{
    private const int Pollers = 64;
    private const int Slots = 200;

    private readonly BenchmarkStore _store;
    private readonly EffectLog _effects;
    private readonly ServiceProvider _services;
    private readonly CodeFirstWorker? _worker;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private Node(BenchmarkStore store, CodeFirstServer server, Topology topology, bool hasWorker, string? effectFile)
    {
        _store = store;
        Server = server;
        Client = new CodeFirstClient(new CodeFirstClientOptions
        {
            Address = server.Address,
            DataConverter = ArgumentJson.DataConverter,
            CallInvoker = topology == Topology.Embedded ? server.CreateCallInvoker() : null,
        });
        _effects = new EffectLog(effectFile);
        _services = new ServiceCollection().AddSingleton(_effects).BuildServiceProvider();
        if (hasWorker)
        {
            _worker = new CodeFirstWorker(Client, new CodeFirstWorkerOptions
            {
                TaskQueue = Names.TaskQueue,
                Services = _services,
                WorkflowTaskPollers = Pollers,
                ActivityTaskPollers = Pollers,
                MaxConcurrentWorkflowTasks = Slots,
                MaxConcurrentActivities = Slots,
            });
        }

        _running = _worker?.AddCodeFirst().ExecuteAsync(_stop.Token) ?? Task.CompletedTask;
    }

    public CodeFirstServer Server { get; }

    public CodeFirstClient Client { get; }

    public string StoreDescription => _store.Description;

    public static async Task<Node> StartAsync(
        string location, Topology topology, int port = 0, bool hasWorker = true, string? effectFile = null, CancellationToken cancellationToken = default)
    {
        var store = BenchmarkStore.Open(location);
        var options = new CodeFirstServerOptions { Listen = new IPEndPoint(IPAddress.Loopback, port), Store = store.Store };
        return new Node(store, await CodeFirstServer.StartAsync(options, cancellationToken), topology, hasWorker, effectFile);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        if (_worker is not null)
        {
            await _worker.DisposeAsync();
        }

        await Client.DisposeAsync();
        await Server.DisposeAsync();
        await _services.DisposeAsync();
        _effects.Dispose();
        _stop.Dispose();
        _store.Dispose();
    }
}
