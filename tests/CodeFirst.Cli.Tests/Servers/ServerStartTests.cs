using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using CodeFirst.Protocol.WorkflowService.V1;
using Grpc.Net.Client;

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
    public async Task Start_TerminatedWithOpenPolls_AnswersThemEmptyAndEnds()
    {
        using var process = StartServer("--listen", "127.0.0.1:0", "--store", "memory", "--output", "json");
        var ready = JsonDocument.Parse(await ReadLineAsync(process.StandardOutput)).RootElement;
        using var channel = GrpcChannel.ForAddress(ready.GetProperty("address").GetString()!);
        var client = new WorkflowService.WorkflowServiceClient(channel);
        var polls = Enumerable.Range(0, 20).Select(i => PollAsync(client, $"queue-{i}")).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => WaitForPollerAsync(client, $"queue-{i}")));

        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        var answers = await Task.WhenAll(polls).WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);

        Assert.All(answers, answer => Assert.True(answer.TaskToken.IsEmpty));
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Start_WithMetrics_CountsCallsWhereItSays()
    {
        using var process = StartServer("--listen", "127.0.0.1:0", "--store", "memory", "--metrics-listen", "127.0.0.1:0", "--output", "json");
        var ready = JsonDocument.Parse(await ReadLineAsync(process.StandardOutput)).RootElement;
        using var channel = GrpcChannel.ForAddress(ready.GetProperty("address").GetString()!);
        await new WorkflowService.WorkflowServiceClient(channel).GetSystemInfoAsync(new());
        using var http = new HttpClient { BaseAddress = new Uri(ready.GetProperty("metrics").GetString()!) };

        var metrics = await http.GetStringAsync("/metrics").WaitAsync(Patience);

        Assert.Contains("service_requests{operation=\"GetSystemInfo\"} 1\n", metrics, StringComparison.Ordinal);
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Start_MetricsPortInUse_NamesItsOption()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(
            ["server", "start", "--listen", "127.0.0.1:0", "--store", "memory", "--metrics-listen", $"{taken.LocalEndpoint}"], new StringWriter(), error).WaitAsync(Patience);

        Assert.Equal(1, exitCode);
        Assert.Contains("--metrics-listen", Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
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
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, new string('x', 5000));

            var error = new StringWriter();
            var exitCode = await CommandLine.RunAsync(["server", "start", "--listen", "127.0.0.1:0", "--store", $"sqlite:{path}"], new StringWriter(), error).WaitAsync(Patience);

            Assert.Equal(1, exitCode);
            Assert.Contains(path, Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
            Assert.Equal(5000, new FileInfo(path).Length);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<PollWorkflowTaskQueueResponse> PollAsync(WorkflowService.WorkflowServiceClient client, string queue) =>
        await client.PollWorkflowTaskQueueAsync(new() { Namespace = "default", TaskQueue = new() { Name = queue }, Identity = "worker" });

    private static async Task WaitForPollerAsync(WorkflowService.WorkflowServiceClient client, string queue)
    {
        using var patience = new CancellationTokenSource(Patience);
        var request = new DescribeTaskQueueRequest { Namespace = "default", TaskQueue = new() { Name = queue } };
        while ((await client.DescribeTaskQueueAsync(request, cancellationToken: patience.Token)).Pollers.Count == 0)
        {
        }
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
