using System.CommandLine;
using System.Text.Json;
using CodeFirst.Cli.Servers;
using CodeFirst.Cli.Settings;
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
    /// <param name="environment">Reads an environment variable.</param>
    public static Command Create(Func<string, string?> environment)
    {
        var store = Setting<StoreLocation?>.Create("store", StoreLocation.Syntax, StoreLocation.Description, StoreLocation.TryParse, fallback: null);
        var config = SettingsFile.CreateOption();

        // The file may be the server's own, which sets more than the store.
        var names = new ServerSettingOptions(environment).Names;
        var output = new Option<OutputFormat>("--output")
        {
            Description = "How to print what was applied.",
            DefaultValueFactory = _ => OutputFormat.Text,
        };
        var command = new Command("migrate", "Brings the store's schema up to date, and prints what was applied.") { store.Option, config, output };
        command.SetAction(async (result, cancellationToken) =>
        {
            var console = result.InvocationConfiguration;
            try
            {
                var sources = SettingSources.Open(environment, result.GetValue(config), names);
                var location = store.Resolve(result, sources) ?? throw new SettingException(
                    $"no store is named: write --store with {StoreLocation.Syntax}, or set {SettingSources.VariableOf(store.Name)}.");
                return await MigrateAsync(location, result.GetRequiredValue(output), console, cancellationToken);
            }
            catch (SettingException exception)
            {
                await FailAsync(console, exception.Message);
                return ExitCode.BadUsage;
            }
        });
        return command;
    }

    private static async Task<int> MigrateAsync(StoreLocation location, OutputFormat format, InvocationConfiguration console, CancellationToken cancellationToken)
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
            await FailAsync(console, exception.Message);
            return ExitCode.Failure;
        }
    }

    private static Task FailAsync(InvocationConfiguration console, string message) => console.Error.WriteLineAsync($"codefirst: {message.ReplaceLineEndings(" ")}");

    private static string Describe(StoreLocation location, IReadOnlyList<Migration> applied, OutputFormat format) => format switch
    {
        OutputFormat.Json => JsonSerializer.Serialize(
            new MigrationReport(location.ToString(), [.. applied.Select(migration => new AppliedMigration(migration.Version, migration.Name))]),
            OutputJson.Default.MigrationReport),
        _ when applied.Count == 0 => $"the schema of {location} was up to date",
        _ => string.Join(Environment.NewLine, applied.Select(migration => $"applied migration {migration.Version} ({migration.Name}) to {location}")),
    };
}
