using CodeFirst.Protocol.Common.V1;

namespace CodeFirst.Engine.Execution;

/// <summary>The reply to <see cref="UpdateRunOptions"/>: the options as they are now.</summary>
public sealed record RunOptionsUpdated(Priority? Priority) : CommandReply;
