using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Text.Json;
using CodeFirst.Cli.Stores;
using CodeFirst.Server;
using CodeFirst.Storage;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Cli.Servers;

/// <summary><c>codefirst server start</c>: runs the server until SIGINT or SIGTERM.</summary>
internal static class ServerStartCommand
{
    private static readonly IPEndPoint DefaultListen = new(IPAddress.Loopback, 7233);
    private static readonly StoreLocation DefaultStore = StoreLocation.SqliteFile("codefirst.db");

    public static Command Create()
    {
        var listen = new Option<IPEndPoint>("--listen")
        {
            Description = "Address and port to listen on; port 0 takes a free one.",
            HelpName = "ADDRESS:PORT",
            CustomParser = ParseEndPoint,
            DefaultValueFactory = _ => DefaultListen,
        };
        var store = StoreOption.Create(DefaultStore);
        var @namespace = new Option<string>("--namespace")
        {
            Description = "The namespace that exists from the start.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "default",
        };
        @namespace.Validators.Add(RefuseEmpty);
        var output = new Option<OutputFormat>("--output")
        {
            Description = "How to print where the server listens.",
            DefaultValueFactory = _ => OutputFormat.Text,
        };

        var command = new Command("start", "Starts the server and runs it until SIGINT or SIGTERM.") { listen, store, @namespace, output };
        command.SetAction((result, cancellationToken) => RunAsync(
            result.GetRequiredValue(listen),
            result.GetRequiredValue(store),
            result.GetRequiredValue(@namespace),
            result.GetRequiredValue(output),
            result.InvocationConfiguration,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        IPEndPoint listen, StoreLocation location, string @namespace, OutputFormat format, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        try
        {
            await using var server = await CodeFirstServer.StartAsync(
                new CodeFirstServerOptions
                {
                    Listen = listen,
                    Store = location.Open(),
                    DefaultNamespace = @namespace,
                    ConfigureLogging = static logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace),
                },
                cancellationToken);
            await console.Output.WriteLineAsync(Describe(server.Address, location, @namespace, format));
            await console.Output.FlushAsync(CancellationToken.None);

            await WaitForEndAsync(cancellationToken);
            await server.StopAsync(CancellationToken.None);
            return ExitCode.Success;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Success;
        }
        catch (StoreUnavailableException exception)
        {
            return await FailAsync(console, $"cannot open the store {location}: {exception.Message}");
        }
        catch (IOException exception)
        {
            return await FailAsync(console, $"cannot listen on {listen}: {exception.Message} Choose another address with --listen.");
        }
    }

    private static async Task WaitForEndAsync(CancellationToken cancellationToken)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(end.SetResult);
        await end.Task;
    }

    private static string Describe(Uri address, StoreLocation location, string @namespace, OutputFormat format) => format switch
    {
        OutputFormat.Json => $$"""{"address":{{JsonText(address.ToString())}},"store":{{JsonText(location.ToString())}},"namespace":{{JsonText(@namespace)}}}""",
        _ => $"codefirst server listens on {address} (store {location}, namespace {@namespace})",
    };

    private static string JsonText(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static async Task<int> FailAsync(InvocationConfiguration console, string message)
    {
        await console.Error.WriteLineAsync($"codefirst: {message.ReplaceLineEndings(" ")}");
        return ExitCode.Failure;
    }

    private static IPEndPoint? ParseEndPoint(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out var endPoint))
        {
            return endPoint;
        }

        result.AddError($"'{text}' is no address to listen on: write ADDRESS:PORT, such as 127.0.0.1:7233.");
        return null;
    }

    private static void RefuseEmpty(OptionResult result)
    {
        if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string>()))
        {
            result.AddError("The namespace has no name: write --namespace NAME.");
        }
    }
}
