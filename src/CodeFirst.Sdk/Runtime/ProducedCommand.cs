using CodeFirst.Protocol.Command.V1;

namespace CodeFirst.Sdk.Runtime;

/// <summary>A command, and the activity that waits for its confirmation if it schedules one.</summary>
internal readonly record struct ProducedCommand(Command Command, PendingActivity? Activity);
