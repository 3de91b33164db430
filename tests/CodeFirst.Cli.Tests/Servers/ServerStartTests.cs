using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace CodeFirst.Cli.Tests.Servers;

public class ServerStartTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Start_SignalledToEnd_StopsWithExitCodeZero(string signal)
    {
        using var process = StartServer("--listen", "127.0.0.1:0", "--store", "memory", "--output", "json");
        var ready = JsonDocument.Parse(await ReadLineAsync(process.StandardOutput)).RootElement;
        Assert.Equal("memory", ready.GetProperty("store").GetString());

        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await process.WaitForExitAsync().WaitAsync(Patience);

        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Start_PortInUse_SaysSoInOneLine()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(["server", "start", "--listen", $"{taken.LocalEndpoint}", "--store", "memory"], new StringWriter(), error).WaitAsync(Patience);

        Assert.Equal(1, exitCode);
        var line = Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains($"{taken.LocalEndpoint}", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_FileThatIsNoDatabase_SaysSoAndLeavesIt()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("codefirst-cli").FullName, "notes.txt");
        await File.WriteAllTextAsync(path, new string('x', 5000));

        var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(["server", "start", "--listen", "127.0.0.1:0", "--store", $"sqlite:{path}"], new StringWriter(), error).WaitAsync(Patience);

        Assert.Equal(1, exitCode);
        Assert.Contains("notes.txt", Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Equal(5000, new FileInfo(path).Length);
    }

    private static TimeSpan Patience => TimeSpan.FromSeconds(30);

    private static Process StartServer(params string[] options) =>
        Process.Start(new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, "server", "start", .. options])
        {
            RedirectStandardOutput = true,
        })!;

    private static async Task<string> ReadLineAsync(StreamReader reader) =>
        await reader.ReadLineAsync().WaitAsync(Patience) ?? throw new InvalidOperationException("The server ended before it said where it listens.");
}
