using CodeFirst.Storage.Runs;

namespace CodeFirst.Storage.Schedules;

/// <summary>Names one schedule.</summary>
/// <param name="NamespaceId">The namespace's id, a UUID, not its name.</param>
/// <param name="ScheduleId">What clients call it.</param>
public readonly record struct ScheduleKey(string NamespaceId, string ScheduleId)
{
    /// <summary>The distribution column that every primary key starts with.</summary>
    public int Slot => Slots.Of(NamespaceId, ScheduleId);
}
