using System.CommandLine;
using System.CommandLine.Help;
using CodeFirst.Cli.Databases;
using CodeFirst.Cli.Servers;

namespace CodeFirst.Cli;

/// <summary>The <c>codefirst</c> command line: data on <c>output</c>, everything else on <c>error</c>.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command line to its end.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        var result = CreateRootCommand().Parse(arguments);
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
    private static Command CreateRootCommand() =>
        new("codefirst", "Durable workflows for .NET: one process, one database, one command.")
        {
            new HelpOption(),
            new VersionOption(),
            new Command("server", "Runs the server.") { ServerStartCommand.Create() },
            new Command("database", "Looks after the store's schema.") { DatabaseMigrateCommand.Create() },
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
