using Microsoft.Extensions.Logging;

namespace CodeFirst.Sdk.Runtime;

/// <summary>Says which run logs, and says nothing during replay.</summary>
internal sealed class WorkflowLogger(WorkflowContext context, ILogger inner) : ILogger
{
    private KeyValuePair<string, object?>[]? _scope;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => !context.IsReplaying && inner.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        _scope ??=
        [
            new("WorkflowId", context.Info.WorkflowId),
            new("RunId", context.Info.RunId),
            new("WorkflowType", context.Info.WorkflowType),
        ];
        using (inner.BeginScope(_scope))
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
