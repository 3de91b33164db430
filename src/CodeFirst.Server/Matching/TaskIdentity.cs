namespace CodeFirst.Server.Matching;

/// <summary>What makes two ready tasks of a queue the same.</summary>
internal readonly record struct TaskIdentity(string RunId, long ScheduledEventId, int Attempt)
{
    public static TaskIdentity Of(ReadyItem item) => new(item.Run.RunId, item.Task.ScheduledEventId, item.Task.Attempt);
}
