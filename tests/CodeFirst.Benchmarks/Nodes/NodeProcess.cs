using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CodeFirst.Benchmarks.Nodes;

/// <summary>A node in a process of its own, which can be killed.</summary>
internal sealed class NodeProcess : IDisposable
{
    private const double TicksPerSecond = 100;

    private readonly Process _process;

    private NodeProcess(Process process) => _process = process;

    public static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts a node, and waits until it takes calls.</summary>
    public static async Task<NodeProcess> StartAsync(string store, int port, bool hasWorker, string? effectFile, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        string[] arguments = ["node", "--store", store, "--port", port.ToString(CultureInfo.InvariantCulture), "--worker", hasWorker ? "true" : "false"];
        foreach (var argument in effectFile is null ? arguments : [.. arguments, "--effects", effectFile])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        if (await process.StandardOutput.ReadLineAsync(cancellationToken) is null)
        {
            throw new InvalidOperationException("The node ended before it was ready; see what it wrote above.");
        }

        return new NodeProcess(process);
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Resident memory, in megabytes.</summary>
    public double ResidentMb()
    {
        _process.Refresh();
        return _process.WorkingSet64 / 1e6;
    }

    /// <summary>Processor time used since the start, in seconds.</summary>
    public double ProcessorSeconds()
    {
        var fields = File.ReadAllText($"/proc/{_process.Id}/stat").Split(") ")[1].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
