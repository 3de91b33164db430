using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace OrderSaga.Output;

/// <summary>Prints the entries of one category. An entry is about an order when it names one: <c>{Order}</c>, at the beginning of its text.</summary>
internal sealed class StoryLogger(IAnsiConsole console, TimeProvider time) : ILogger
{
    private const string OrderName = "Order";

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and not LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var text = formatter(state, exception);
        if (state is IReadOnlyList<KeyValuePair<string, object?>> values && values.FirstOrDefault(value => value.Key == OrderName).Value is string order)
        {
            Write(logLevel, order, text[order.Length..].TrimStart());
        }
        else if (logLevel >= LogLevel.Error)
        {
            Write(logLevel, "", exception is null ? text : $"{text} {exception.Message}");
        }
    }

    private static Style StyleOf(LogLevel level) => level switch
    {
        >= LogLevel.Error => new Style(Color.Red),
        LogLevel.Warning => new Style(Color.Yellow),
        _ => Style.Plain,
    };

    private void Write(LogLevel level, string order, string text)
    {
        var line = new Paragraph()
            .Append($"{time.GetLocalNow():HH:mm:ss.fff}  ", new Style(Color.Grey))
            .Append($"{order,-10}  ", new Style(Color.Aqua))
            .Append($"{text}\n", StyleOf(level));
        console.Write(line);
    }
}
