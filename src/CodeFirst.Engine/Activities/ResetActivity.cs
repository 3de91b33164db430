namespace CodeFirst.Engine.Activities;

/// <summary>Lets activities begin anew: at once, or after the attempt that runs.</summary>
/// <param name="Activities">Which.</param>
/// <param name="ResetHeartbeat">Whether the details of the last heartbeat are forgotten.</param>
/// <param name="KeepPaused">Whether those that are paused stay so.</param>
/// <param name="RestoreOptions">Whether options that were changed are again as the workflow set them.</param>
/// <param name="Spread">When they are dispatched.</param>
public sealed record ResetActivity(ActivitySelector Activities, bool ResetHeartbeat, bool KeepPaused, bool RestoreOptions, DispatchSpread Spread) : RunCommand;
