namespace CodeFirst.Engine.Schedules;

/// <summary>Takes what is due by now.</summary>
public sealed record AdvanceSchedule : ScheduleCommand;
