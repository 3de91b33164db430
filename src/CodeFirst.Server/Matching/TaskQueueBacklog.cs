namespace CodeFirst.Server.Matching;

/// <summary>How many tasks wait in a queue, about.</summary>
internal readonly record struct TaskQueueBacklog(TaskQueueKey Key, long Count);
