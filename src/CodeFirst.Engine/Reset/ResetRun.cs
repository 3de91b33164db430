using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.Reset;

/// <summary>Creates the run that does again what another one did after some workflow task was started.</summary>
public sealed record ResetRun
{
    /// <summary>The namespace's id, not its name.</summary>
    public required string NamespaceId { get; init; }

    /// <summary>The id of the new run.</summary>
    public required string RunId { get; init; }

    /// <summary>The id of the run that is done again.</summary>
    public required string BaseRunId { get; init; }

    /// <summary>A validated request; its request id is not empty.</summary>
    public required ResetWorkflowExecutionRequest Request { get; init; }

    /// <summary>The events of the run that is done again, before the event that the request names. They become the new run's.</summary>
    public required IReadOnlyList<HistoryEvent> Kept { get; init; }

    /// <summary>What happened to the run from that event on. Only events that <see cref="Reapplication.Concerns"/> are looked at.</summary>
    public required IReadOnlyList<HistoryEvent> Later { get; init; }

    /// <summary>What happened to the runs that continue it.</summary>
    public required IReadOnlyList<HistoryEvent> Continued { get; init; }
}
