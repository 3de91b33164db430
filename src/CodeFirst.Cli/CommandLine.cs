using System.CommandLine;
using System.CommandLine.Help;
using CodeFirst.Cli.Databases;
using CodeFirst.Cli.Servers;

namespace CodeFirst.Cli;

/// <summary>The <c>codefirst</c> command line: data on <c>output</c>, everything else on <c>error</c>.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command line to its end.</summary>
    /// <param name="arguments">What was written after the command's name.</param>
    /// <param name="output">For data.</param>
    /// <param name="error">For messages.</param>
    /// <param name="environment">Reads an environment variable; null reads those of the process.</param>
    /// <param name="cancellationToken">Ends the command as SIGTERM does.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        string[] arguments, TextWriter output, TextWriter error, Func<string, string?>? environment = null, CancellationToken cancellationToken = default)
    {
        var result = CreateRootCommand(environment ?? Environment.GetEnvironmentVariable).Parse(arguments);
        if (result.Errors.Count > 0)
        {
            await error.WriteLineAsync($"codefirst: {result.Errors[0].Message.ReplaceLineEndings(" ")} Run 'codefirst {CommandPath(result)}--help' for what it takes.");
            return ExitCode.BadUsage;
        }

        // Commands answer SIGINT and SIGTERM by themselves within this time.
        var configuration = new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) };
        return await result.InvokeAsync(configuration, cancellationToken);
    }

    // A RootCommand would call itself after its file in the help.
    private static Command CreateRootCommand(Func<string, string?> environment) =>
        new("codefirst", "Durable workflows for .NET: one process, one database, one command.")
        {
            new HelpOption(),
            new VersionOption(),
            new Command("server", "Runs the server.") { ServerStartCommand.Create(environment) },
            new Command("database", "Looks after the store's schema.") { DatabaseMigrateCommand.Create(environment) },
        };

    private static string CommandPath(ParseResult result)
    {
        var path = string.Empty;
        for (var command = result.CommandResult; command.Parent is System.CommandLine.Parsing.CommandResult parent; command = parent)
        {
            path = $"{command.Command.Name} {path}";
        }

        return path;
    }
}
