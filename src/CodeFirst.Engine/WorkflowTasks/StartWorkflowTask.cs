namespace CodeFirst.Engine.WorkflowTasks;

/// <summary>A poller takes the scheduled workflow task. Refused NOT_FOUND when it is gone, already started or not for this queue.</summary>
/// <param name="TaskQueue">The queue the task was taken from: the normal or the sticky one.</param>
/// <param name="ScheduledEventId">Of the task as it was made ready.</param>
/// <param name="Attempt">Of the task as it was made ready.</param>
/// <param name="RequestId">Identifies the poll: the same id may start the same task again.</param>
/// <param name="Identity">Of the worker.</param>
public sealed record StartWorkflowTask(string TaskQueue, long ScheduledEventId, int Attempt, string RequestId, string Identity) : RunCommand
{
    /// <summary>Whether the start is written at once, because other processes must know of it. Otherwise it lives in memory until something durable follows.</summary>
    public bool IsDurable { get; init; }
}
