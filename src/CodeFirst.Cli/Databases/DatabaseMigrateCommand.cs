using System.CommandLine;
using System.Text.Json;
using CodeFirst.Cli.Stores;
using CodeFirst.Storage;
using CodeFirst.Storage.Migrations;

namespace CodeFirst.Cli.Databases;

/// <summary>
/// <c>codefirst database migrate</c>: brings a schema up to date and ends. The server does the same at its start; this is for those who run the server as a
/// user that may not change the schema.
/// </summary>
internal static class DatabaseMigrateCommand
{
    public static Command Create()
    {
        var store = StoreOption.Create(fallback: null);
        var output = new Option<OutputFormat>("--output")
        {
            Description = "How to print what was applied.",
            DefaultValueFactory = _ => OutputFormat.Text,
        };
        var command = new Command("migrate", "Brings the store's schema up to date, and prints what was applied.") { store, output };
        command.SetAction((result, cancellationToken) => RunAsync(
            result.GetRequiredValue(store), result.GetRequiredValue(output), result.InvocationConfiguration, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(StoreLocation location, OutputFormat format, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        try
        {
            await using var store = location.Open();
            var applied = await store.MigrateAsync(cancellationToken);
            await console.Output.WriteLineAsync(Describe(location, applied, format));
            return ExitCode.Success;
        }
        catch (StoreUnavailableException exception)
        {
            await console.Error.WriteLineAsync($"codefirst: {exception.Message.ReplaceLineEndings(" ")}");
            return ExitCode.Failure;
        }
    }

    private static string Describe(StoreLocation location, IReadOnlyList<Migration> applied, OutputFormat format) => format switch
    {
        OutputFormat.Json => JsonSerializer.Serialize(new
        {
            store = location.ToString(),
            applied = applied.Select(migration => new { version = migration.Version, name = migration.Name }),
        }),
        _ when applied.Count == 0 => $"the schema of {location} was up to date",
        _ => string.Join(Environment.NewLine, applied.Select(migration => $"applied migration {migration.Version} ({migration.Name}) to {location}")),
    };
}
