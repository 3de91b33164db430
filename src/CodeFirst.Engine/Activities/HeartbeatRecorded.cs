namespace CodeFirst.Engine.Activities;

/// <summary>The reply to <see cref="HeartbeatActivity"/>.</summary>
/// <param name="CancelRequested">Whether the workflow asked the attempt to stop.</param>
/// <param name="IsPaused">Whether the activity is paused: no attempt follows until that ends.</param>
/// <param name="IsReset">Whether the activity is to begin anew.</param>
public sealed record HeartbeatRecorded(bool CancelRequested, bool IsPaused = false, bool IsReset = false) : CommandReply;
