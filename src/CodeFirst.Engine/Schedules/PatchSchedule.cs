using CodeFirst.Protocol.Schedule.V1;

namespace CodeFirst.Engine.Schedules;

/// <summary>Pauses or unpauses a schedule, triggers its action or makes up for times of the past.</summary>
/// <param name="Patch">A validated patch.</param>
/// <param name="RequestId">For deduplication.</param>
public sealed record PatchSchedule(SchedulePatch Patch, string RequestId) : ScheduleCommand;
