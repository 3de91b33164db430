using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Failure.V1;

namespace CodeFirst.Engine.Schedules;

/// <summary>Records that a workflow that the schedule started has closed: that the last run of its chain has.</summary>
public sealed record RecordActionClosed : ScheduleCommand
{
    /// <summary>What started it.</summary>
    public required string RequestId { get; init; }

    /// <summary>The first run of its chain.</summary>
    public required string FirstRunId { get; init; }

    /// <summary>How it closed.</summary>
    public required WorkflowExecutionStatus Status { get; init; }

    /// <summary>What it completed with.</summary>
    public Payloads? Result { get; init; }

    /// <summary>Why it failed or timed out.</summary>
    public Failure? Failure { get; init; }
}
