using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using CodeFirst.EndToEnd.Tests.Processes;

namespace CodeFirst.EndToEnd.Tests.Kills;

/// <summary>A server and a worker, each a process of its own, on one database and one journal, which can be killed and started again.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("codefirst-kill-");
    private readonly Channel<string> _progress = Channel.CreateUnbounded<string>();
    private readonly int _port = FindFreePort();
    private TestProcess? _server;
    private TestProcess? _worker;

    public Uri Address => new($"http://127.0.0.1:{_port}");

    public string JournalPath => Path.Combine(_folder.FullName, "journal");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await StartServerAsync(cancellationToken);
        await StartWorkerAsync(cancellationToken);
    }

    /// <summary>Waits until workers have printed so many more lines.</summary>
    public async Task WaitForProgressAsync(int lines, CancellationToken cancellationToken)
    {
        for (var i = 0; i < lines; i++)
        {
            await _progress.Reader.ReadAsync(cancellationToken);
        }
    }

    /// <summary>Kills, and starts again what was killed.</summary>
    public async Task KillAsync(Victim victim, CancellationToken cancellationToken)
    {
        var killsServer = victim is Victim.Server or Victim.Both;
        var killsWorker = victim is Victim.Worker or Victim.Both;
        await Task.WhenAll(killsServer ? _server!.KillAsync() : Task.CompletedTask, killsWorker ? _worker!.KillAsync() : Task.CompletedTask);
        if (killsServer)
        {
            await StartServerAsync(cancellationToken);
        }

        if (killsWorker)
        {
            await StartWorkerAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in (TestProcess?[])[_worker, _server])
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }
        }

        _folder.Delete(recursive: true);
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task StartServerAsync(CancellationToken cancellationToken)
    {
        var database = Path.Combine(_folder.FullName, "codefirst.db");
        _server = TestProcess.Start("CodeFirst.Cli", "server", "start", "--listen", $"127.0.0.1:{_port}", "--store", $"sqlite:{database}");
        await _server.WaitForLineAsync("codefirst server listens on", cancellationToken);
    }

    private async Task StartWorkerAsync(CancellationToken cancellationToken)
    {
        var worker = TestProcess.Start("CodeFirst.EndToEnd.Worker", Address.ToString(), JournalPath);
        await worker.WaitForLineAsync("ready", cancellationToken);
        _worker = worker;
        _ = ForwardAsync(worker);
    }

    private async Task ForwardAsync(TestProcess worker)
    {
        await foreach (var line in worker.Output.ReadAllAsync())
        {
            _progress.Writer.TryWrite(line);
        }
    }
}
