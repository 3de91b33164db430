namespace CodeFirst.Engine.Schedules;

/// <summary>Something to decide on a schedule.</summary>
public abstract record ScheduleCommand;
