namespace CodeFirst.Engine.Activities;

/// <summary>Lets activities that are paused go on, at once.</summary>
/// <param name="Activities">Which.</param>
/// <param name="ResetAttempts">Whether the next attempt counts as the first.</param>
/// <param name="ResetHeartbeat">Whether the details of the last heartbeat are forgotten.</param>
/// <param name="Spread">When they are dispatched.</param>
public sealed record UnpauseActivity(ActivitySelector Activities, bool ResetAttempts, bool ResetHeartbeat, DispatchSpread Spread) : RunCommand;
