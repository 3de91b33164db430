namespace CodeFirst.Engine.Activities;

/// <summary>The reply to <see cref="HeartbeatActivity"/>.</summary>
/// <param name="CancelRequested">Whether the workflow asked the attempt to stop.</param>
public sealed record HeartbeatRecorded(bool CancelRequested) : CommandReply;
