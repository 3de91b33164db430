using System.CommandLine;

namespace OrderSaga;

/// <summary>The command line.</summary>
internal static class SagaCommand
{
    public static RootCommand Create()
    {
        var data = new Option<string>("--data")
        {
            Description = "The folder of the database and the ledger.",
            HelpName = "PATH",
            DefaultValueFactory = _ => DataFolder.DefaultPath,
        };
        var kill = new Option<bool>("--kill") { Description = "Kill this process right after a customer was charged. Run again to go on." };
        var command = new RootCommand("Places four orders and checks that each effect happened exactly once, however often it is killed.") { data, kill };
        command.SetAction((result, cancellationToken) => Saga.RunAsync(Path.GetFullPath(result.GetRequiredValue(data)), result.GetValue(kill), cancellationToken));
        return command;
    }
}
