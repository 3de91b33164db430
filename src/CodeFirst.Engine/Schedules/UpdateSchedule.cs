using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.Schedules;

/// <summary>Replaces what a schedule is, not what it has done. Refused FAILED_PRECONDITION when the request's conflict token is of another revision.</summary>
/// <param name="Request">A validated request.</param>
public sealed record UpdateSchedule(UpdateScheduleRequest Request) : ScheduleCommand;
