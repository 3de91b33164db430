using CodeFirst.Sdk.Runtime;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Sdk.Activities;

internal sealed record ActivityRunnerOptions
{
    public required CodeFirstClient Client { get; init; }

    public required string TaskQueue { get; init; }

    public required IReadOnlyDictionary<string, ActivityDefinition> Activities { get; init; }

    public required IServiceProvider? Services { get; init; }

    public required ILoggerFactory LoggerFactory { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    /// <summary>Cancels attempts: the worker stops, and its grace period is over.</summary>
    public required CancellationToken Shutdown { get; init; }

    /// <summary>Gives up reports of how attempts ended.</summary>
    public required CancellationToken Abort { get; init; }
}
