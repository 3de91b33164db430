namespace CodeFirst.Engine.Tasks;

/// <summary>A task that may be dispatched: the key under which another node finds it after a crash.</summary>
/// <param name="Kind">Workflow or activity.</param>
/// <param name="TaskQueue">Where pollers wait for it. For a workflow task this may be a sticky queue.</param>
/// <param name="ScheduledEventId">With the kind, unique among the tasks of a run that exist at one time.</param>
/// <param name="Attempt">A start with another attempt is refused.</param>
/// <param name="ReadySince">For order and for measuring the wait.</param>
public readonly record struct ReadyTask(TaskKind Kind, string TaskQueue, long ScheduledEventId, int Attempt, DateTimeOffset ReadySince);
