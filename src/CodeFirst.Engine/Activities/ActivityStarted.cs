namespace CodeFirst.Engine.Activities;

/// <summary>The reply to <see cref="StartActivity"/>: the activity as the poll response needs it.</summary>
/// <param name="Token">Proves the attempt when the worker answers.</param>
/// <param name="Activity">The attempt's state: what was scheduled, times, heartbeat details of the attempt before.</param>
/// <param name="WorkflowType">Of the run that scheduled it.</param>
public sealed record ActivityStarted(TaskToken Token, ActivityState Activity, string WorkflowType) : CommandReply;
