using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.History.V1;

namespace CodeFirst.Engine.Children;

/// <summary>Tells a parent that a child closed: that the last run of its chain did. Refused NOT_FOUND when the parent does not wait for it.</summary>
public sealed record RecordChildClosed : RunCommand
{
    /// <summary>The event of the parent's history that asked for the child.</summary>
    public required long InitiatedEventId { get; init; }

    /// <summary>The run that closed.</summary>
    public required WorkflowExecution Execution { get; init; }

    /// <summary>The first run of the child's chain.</summary>
    public required string FirstRunId { get; init; }

    /// <summary>Of the run that closed.</summary>
    public required string WorkflowType { get; init; }

    /// <summary>The namespace's name.</summary>
    public required string Namespace { get; init; }

    /// <summary>The event that closed the run.</summary>
    public required HistoryEvent Closing { get; init; }
}
