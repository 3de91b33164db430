namespace CodeFirst.Engine.Schedules;

/// <summary>Records that a running workflow was told to end.</summary>
/// <param name="RequestId">What started it.</param>
/// <param name="Closing">What it was told.</param>
public sealed record RecordClosing(string RequestId, RunningAction.Types.Closing Closing) : ScheduleCommand;
