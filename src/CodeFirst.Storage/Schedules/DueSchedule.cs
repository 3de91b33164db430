namespace CodeFirst.Storage.Schedules;

/// <summary>A schedule whose deadline lies before some time.</summary>
public readonly record struct DueSchedule(ScheduleKey Key, DateTimeOffset Deadline);
