using CodeFirst.Protocol.Common.V1;

namespace CodeFirst.Engine.Activities;

/// <summary>Keeps a started attempt alive and records its details for the next one.</summary>
public sealed record HeartbeatActivity(TaskToken Token, Payloads? Details, string Identity) : RunCommand;
