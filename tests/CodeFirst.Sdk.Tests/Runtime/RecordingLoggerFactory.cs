using Microsoft.Extensions.Logging;

namespace CodeFirst.Sdk.Tests.Runtime;

internal sealed class RecordingLoggerFactory : ILoggerFactory, ILogger
{
    private object? _scope;

    public List<string> Lines { get; } = [];

    public List<object?> Scopes { get; } = [];

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose() => _scope = null;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        _scope = state;
        return this;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Lines.Add($"{logLevel}: {formatter(state, exception)}");
        Scopes.Add(_scope);
    }
}
