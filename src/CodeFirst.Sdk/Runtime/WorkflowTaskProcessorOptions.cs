using CodeFirst.Sdk.Converters;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeFirst.Sdk.Runtime;

internal sealed record WorkflowTaskProcessorOptions
{
    public required IReadOnlyDictionary<string, WorkflowDefinition> Workflows { get; init; }

    public required string Namespace { get; init; }

    public required string TaskQueue { get; init; }

    public required string Identity { get; init; }

    /// <summary>Where the server sends a cached run's next tasks first. Null: runs are not cached.</summary>
    public string? StickyTaskQueue { get; init; }

    public TimeSpan StickyScheduleToStart { get; init; } = TimeSpan.FromSeconds(10);

    public int MaxCachedWorkflows { get; init; } = 10_000;

    /// <summary>How long workflow code may run without awaiting anything.</summary>
    public TimeSpan DeadlockTimeout { get; init; } = TimeSpan.FromSeconds(2);

    public DataConverter DataConverter { get; init; } = DataConverter.Default;

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
