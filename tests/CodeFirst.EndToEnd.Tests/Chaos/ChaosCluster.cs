using System.Net;
using System.Net.Sockets;
using CodeFirst.EndToEnd.Tests.Native;
using CodeFirst.EndToEnd.Tests.Processes;
using CodeFirst.TestDatabase;

namespace CodeFirst.EndToEnd.Tests.Chaos;

/// <summary>Two servers on a PostgreSQL of their own and a worker at each, all processes that can be killed and started again.</summary>
internal sealed class ChaosCluster(NativeServer native) : IAsyncDisposable
{
    public const int Nodes = 2;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("codefirst-chaos-");
    private readonly int[] _ports = [.. Enumerable.Range(0, Nodes).Select(_ => FindFreePort())];
    private readonly TestProcess?[] _servers = new TestProcess?[Nodes];
    private readonly TestProcess?[] _workers = new TestProcess?[Nodes];
    private PostgresCluster? _postgres;
    private int _ledgers;

    public string AddressOf(int node) => $"127.0.0.1:{_ports[node]}";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _postgres = PostgresCluster.Start();
        for (var node = 0; node < Nodes; node++)
        {
            await StartServerAsync(node, cancellationToken);
            await StartWorkerAsync(node, cancellationToken);
        }
    }

    /// <summary>Kills, waits a moment and starts again.</summary>
    public async Task KillAsync(ChaosVictim victim, int node, TimeSpan pause, CancellationToken cancellationToken)
    {
        switch (victim)
        {
            case ChaosVictim.Server:
                await _servers[node]!.DisposeAsync();
                await Task.Delay(pause, cancellationToken);
                await StartServerAsync(node, cancellationToken);
                break;
            case ChaosVictim.BothServers:
                await Task.WhenAll(_servers.Select(server => server!.DisposeAsync().AsTask()));
                await Task.Delay(pause, cancellationToken);
                await Task.WhenAll(Enumerable.Range(0, Nodes).Select(each => StartServerAsync(each, cancellationToken)));
                break;
            case ChaosVictim.Worker:
                await _workers[node]!.DisposeAsync();
                await Task.Delay(pause, cancellationToken);
                await StartWorkerAsync(node, cancellationToken);
                break;
            case ChaosVictim.Postgres:
                _postgres!.Kill();
                await Task.Delay(pause, cancellationToken);
                _postgres.Start();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(victim));
        }
    }

    /// <summary>The effects of all workers there have been.</summary>
    public IEnumerable<LedgerLine> ReadLedger() => _folder.GetFiles("ledger-*").SelectMany(LedgerLine.ReadAll);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _workers.Concat(_servers))
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }
        }

        _folder.Delete(recursive: true);
        _postgres?.Dispose();
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task StartServerAsync(int node, CancellationToken cancellationToken)
    {
        _servers[node] = native.Start("server", "start", "--listen", AddressOf(node), "--store", $"postgres:{_postgres!.ConnectionString}");
        await _servers[node]!.WaitForLineAsync("codefirst server listens on", cancellationToken);
    }

    private async Task StartWorkerAsync(int node, CancellationToken cancellationToken)
    {
        _workers[node] = TestProcess.Start("CodeFirst.EndToEnd.ChaosWorker", AddressOf(node), Path.Combine(_folder.FullName, $"ledger-{_ledgers++}"));
        await _workers[node]!.WaitForLineAsync("ready", cancellationToken);
    }
}
