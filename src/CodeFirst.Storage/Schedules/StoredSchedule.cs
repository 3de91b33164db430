using CodeFirst.Engine.Schedules;

namespace CodeFirst.Storage.Schedules;

/// <summary>A schedule as it was loaded.</summary>
/// <param name="Version">To expect in the next write.</param>
/// <param name="Data">The schedule at that version. It names itself.</param>
public sealed record StoredSchedule(long Version, ScheduleData Data);
