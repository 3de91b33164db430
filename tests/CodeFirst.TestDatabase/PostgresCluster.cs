using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CodeFirst.TestDatabase;

/// <summary>
/// A PostgreSQL server of a test's own, in a temporary folder on a free port, which can be killed and started again. PostgreSQL refuses to run as root, so
/// root runs it as the user postgres.
/// </summary>
public sealed class PostgresCluster : IDisposable
{
    private const string ServerUser = "postgres";

    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("codefirst-postgres-");
    private readonly int _port = FindFreePort();
    private bool _isRunning;

    private PostgresCluster()
    {
    }

    /// <summary>Of the administrator, for the database that every cluster has.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres";

    private string DataFolder => Path.Combine(_folder.FullName, "data");

    /// <summary>Makes a cluster and starts it.</summary>
    /// <param name="settings">Lines of postgresql.conf, such as <c>fsync=off</c>.</param>
    public static PostgresCluster Start(params string[] settings)
    {
        var cluster = new PostgresCluster();
        try
        {
            cluster.Initialize(settings);
            cluster.Start();
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Starts again what was killed or stopped, and waits until it takes connections.</summary>
    public void Start()
    {
        Run("pg_ctl", "-D", DataFolder, "-l", Path.Combine(_folder.FullName, "log"), "-w", "-t", "60", "start");
        _isRunning = true;
    }

    /// <summary>SIGKILL to every process of the server, as if the power were cut.</summary>
    public void Kill()
    {
        var file = Path.Combine(DataFolder, "postmaster.pid");
        var pid = int.Parse(File.ReadLines(file).First(), CultureInfo.InvariantCulture);
        using var postmaster = Process.GetProcessById(pid);
        var children = Process.GetProcesses().Where(process => GetParent(process) == pid).ToArray();
        postmaster.Kill();
        foreach (var child in children)
        {
            child.Kill();
            child.WaitForExit();
            child.Dispose();
        }

        postmaster.WaitForExit();
        _isRunning = false;
    }

    /// <summary>Ends every session and stops.</summary>
    public void Stop()
    {
        if (_isRunning)
        {
            Run("pg_ctl", "-D", DataFolder, "-m", "immediate", "-w", "stop");
            _isRunning = false;
        }
    }

    public void Dispose()
    {
        Stop();
        _folder.Delete(recursive: true);
    }

    private void Initialize(string[] settings)
    {
        if (Environment.IsPrivilegedProcess)
        {
            Execute("chown", ServerUser, _folder.FullName);
        }

        Run("initdb", "-D", DataFolder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        File.AppendAllLines(
            Path.Combine(DataFolder, "postgresql.conf"),
            [
                $"port={_port}",
                "listen_addresses='127.0.0.1'",
                $"unix_socket_directories='{_folder.FullName}'",
                "max_connections=300",
                "shared_buffers=64MB",
                .. settings,
            ]);
    }

    private static void Run(string program, params string[] arguments)
    {
        var path = PostgresPrograms.GetPath(program);
        if (Environment.IsPrivilegedProcess)
        {
            Execute("runuser", ["-u", ServerUser, "--", path, .. arguments]);
        }
        else
        {
            Execute(path, arguments);
        }
    }

    private static void Execute(string program, params string[] arguments)
    {
        // pg_ctl's server inherits what it writes to, so a pipe would never end: the log is the place to look.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" > /dev/null 2>&1 < /dev/null", "sh", program, .. arguments]) { WorkingDirectory = Path.GetTempPath() };
        using var process = Process.Start(start)!;
        if (!process.WaitForExit(StopPatience * 4))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} did not end.");
        }

        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}.");
        }
    }

    private static int GetParent(Process process)
    {
        try
        {
            // pid (name) state parent ...
            var stat = File.ReadAllText($"/proc/{process.Id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
