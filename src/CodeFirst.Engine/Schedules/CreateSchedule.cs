using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.Schedules;

/// <summary>Creates a schedule.</summary>
/// <param name="NamespaceId">The namespace's id, not its name.</param>
/// <param name="Id">A new UUID.</param>
/// <param name="Request">A validated request; its request id is not empty.</param>
public sealed record CreateSchedule(string NamespaceId, string Id, CreateScheduleRequest Request);
