namespace CodeFirst.Engine.Activities;

/// <summary>A poller takes a ready activity task. Refused NOT_FOUND when the attempt is gone or already started by another poll.</summary>
/// <param name="ScheduledEventId">Names the activity.</param>
/// <param name="Attempt">Of the task as it was made ready.</param>
/// <param name="RequestId">Identifies the poll: the same id may start the same attempt again.</param>
/// <param name="Identity">Of the worker.</param>
public sealed record StartActivity(long ScheduledEventId, int Attempt, string RequestId, string Identity) : RunCommand
{
    /// <summary>Where the task was found: a task that was moved since is gone from there. Null when that cannot be.</summary>
    public string? TaskQueue { get; init; }
}
