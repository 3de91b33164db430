using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Sdk.Tests.Worker;

/// <summary>Keeps what is logged.</summary>
internal sealed class RecordingLogger : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Channel<string> _arrivals = Channel.CreateUnbounded<string>();

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = formatter(state, exception);
        _lines.Enqueue(line);
        _arrivals.Writer.TryWrite(line);
    }

    public async Task WaitForAsync(string text)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!(await _arrivals.Reader.ReadAsync(patience.Token)).Contains(text, StringComparison.Ordinal))
        {
        }
    }

    public void Dispose()
    {
    }
}
