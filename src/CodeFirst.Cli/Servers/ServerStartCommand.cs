using System.CommandLine;
using System.Net;
using System.Text.Json;
using CodeFirst.Cli.Settings;
using CodeFirst.Server;
using CodeFirst.Server.Metrics;
using CodeFirst.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace CodeFirst.Cli.Servers;

/// <summary><c>codefirst server start</c>: runs the server until SIGINT or SIGTERM.</summary>
internal static class ServerStartCommand
{
    /// <param name="environment">Reads an environment variable.</param>
    public static Command Create(Func<string, string?> environment)
    {
        var settings = new ServerSettingOptions(environment);
        var output = new Option<OutputFormat>("--output")
        {
            Description = "How to print where the server listens.",
            DefaultValueFactory = _ => OutputFormat.Text,
        };

        var command = new Command("start", "Starts the server and runs it until SIGINT or SIGTERM.");
        foreach (var option in settings.All)
        {
            command.Add(option);
        }

        command.Add(output);
        command.SetAction((result, cancellationToken) => StartAsync(settings, result, result.GetRequiredValue(output), cancellationToken));
        return command;
    }

    private static async Task<int> StartAsync(ServerSettingOptions options, ParseResult result, OutputFormat format, CancellationToken cancellationToken)
    {
        var console = result.InvocationConfiguration;
        try
        {
            var settings = options.Read(result);
            await using var metrics = await StartMetricsAsync(settings.MetricsListen, cancellationToken);
            return await RunAsync(settings, metrics, format, console, cancellationToken);
        }
        catch (SettingException exception)
        {
            await FailAsync(console, exception.Message);
            return ExitCode.BadUsage;
        }
        catch (MetricsUnavailableException exception)
        {
            return await FailAsync(console, exception.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Success;
        }
    }

    private static async Task<int> RunAsync(
        ServerSettings settings, MetricsEndpoint? metrics, OutputFormat format, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        try
        {
            await using var server = await CodeFirstServer.StartAsync(ToOptions(settings), cancellationToken);
            await console.Output.WriteLineAsync(Describe(server.Address, metrics?.Address, settings, format));
            await console.Output.FlushAsync(CancellationToken.None);

            await WaitForEndAsync(cancellationToken);
            await server.StopAsync(CancellationToken.None);
            return ExitCode.Success;
        }
        catch (StoreUnavailableException exception)
        {
            return await FailAsync(console, $"cannot open the store {settings.Store}: {exception.Message}");
        }
        catch (IOException exception)
        {
            return await FailAsync(console, $"cannot listen on {settings.Listen}: {exception.Message} Choose another address with --listen.");
        }
    }

    private static async Task<MetricsEndpoint?> StartMetricsAsync(IPEndPoint? listen, CancellationToken cancellationToken)
    {
        try
        {
            return listen is null ? null : await MetricsEndpoint.StartAsync(listen, cancellationToken);
        }
        catch (IOException exception)
        {
            throw new MetricsUnavailableException($"cannot listen on {listen} for metrics: {exception.Message} Choose another address with --metrics-listen.");
        }
    }

    private static CodeFirstServerOptions ToOptions(ServerSettings settings) => new()
    {
        Listen = settings.Listen,
        Store = settings.Store.Open(),
        DefaultNamespace = settings.Namespace,
        DefaultRetention = settings.Retention,
        MaxLongPolls = settings.MaxLongPolls,
        MaxConcurrentReads = settings.MaxConcurrentReads,
        ConfigureLogging = logging => logging.SetMinimumLevel(settings.LogLevel).AddConsole(console =>
        {
            // Standard output is for data.
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            console.FormatterName = settings.LogFormat == LogFormat.Json ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple;
        }),
    };

    private static async Task WaitForEndAsync(CancellationToken cancellationToken)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(end.SetResult);
        await end.Task;
    }

    private static string Describe(Uri address, Uri? metrics, ServerSettings settings, OutputFormat format) => format switch
    {
        OutputFormat.Json => JsonSerializer.Serialize(
            new ServerReady(address.ToString(), metrics?.ToString(), settings.Store.ToString(), settings.Namespace), OutputJson.Default.ServerReady),
        _ when metrics is not null => $"codefirst server listens on {address} (store {settings.Store}, namespace {settings.Namespace}, metrics on {metrics})",
        _ => $"codefirst server listens on {address} (store {settings.Store}, namespace {settings.Namespace})",
    };

    private static async Task<int> FailAsync(InvocationConfiguration console, string message)
    {
        await console.Error.WriteLineAsync($"codefirst: {message.ReplaceLineEndings(" ")}");
        return ExitCode.Failure;
    }
}
