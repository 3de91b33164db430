using System.Collections.Immutable;

namespace CodeFirst.Engine.Schedules;

/// <summary>Everything that one decision changes about a schedule, committed as a whole.</summary>
public sealed record ScheduleDecision
{
    /// <summary>The schedule after the decision. What was decided on is never modified.</summary>
    public required ScheduleData Data { get; init; }

    /// <summary>Whether anything changed.</summary>
    public bool IsChanged { get; init; }

    /// <summary>Whether the schedule ends: it has had nothing more to do for so long that it vanishes.</summary>
    public bool IsOver { get; init; }

    /// <summary>Workflows to start after the commit, or again, because nobody has recorded what became of it.</summary>
    public ImmutableArray<PendingStart> Starts { get; init; } = [];

    /// <summary>Workflows to tell to end after the commit, or again.</summary>
    public ImmutableArray<RunningAction> Closings { get; init; } = [];

    /// <summary>Why the caller is refused; nothing changed then.</summary>
    public Refusal? Refusal { get; init; }
}
