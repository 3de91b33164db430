using Spectre.Console;

namespace OrderSaga.Output;

/// <summary>Standard output: in colour where the terminal has it and NO_COLOR is not set, plain and unfolded where it is redirected.</summary>
internal static class SagaConsole
{
    private const int WidthOfFile = 160;

    public static IAnsiConsole Create()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthOfFile;
        }

        return console;
    }
}
