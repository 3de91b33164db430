namespace CodeFirst.Engine.Schedules;

/// <summary>Records what became of a start.</summary>
/// <param name="RequestId">The start.</param>
/// <param name="RunId">The run that was started; null when it may not be started.</param>
public sealed record RecordStart(string RequestId, string? RunId) : ScheduleCommand;
