using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace OrderSaga.Output;

/// <summary>Prints log entries about an order as a story, one line each; of the rest only what went wrong.</summary>
public sealed class StoryLoggerProvider(IAnsiConsole console, TimeProvider time) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new StoryLogger(console, time);

    public void Dispose()
    {
    }
}
