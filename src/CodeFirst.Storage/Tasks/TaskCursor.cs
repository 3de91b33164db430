namespace CodeFirst.Storage.Tasks;

/// <summary>A place in the order of a queue's ready tasks: by time, then by run and scheduled event.</summary>
public readonly record struct TaskCursor(DateTimeOffset ReadySince, string RunId, long ScheduledEventId)
{
    /// <summary>Before every task.</summary>
    public static TaskCursor Start { get; } = new(DateTimeOffset.MinValue, string.Empty, 0);
}
