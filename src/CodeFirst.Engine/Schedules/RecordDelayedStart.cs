namespace CodeFirst.Engine.Schedules;

/// <summary>Records that a start was refused for a moment: another try may succeed.</summary>
/// <param name="RequestId">The start.</param>
public sealed record RecordDelayedStart(string RequestId) : ScheduleCommand;
