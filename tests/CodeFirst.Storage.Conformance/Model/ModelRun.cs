using System.Collections.Immutable;
using CodeFirst.Engine.Tasks;
using CodeFirst.Storage.History;
using CodeFirst.Storage.Runs;
using CodeFirst.Storage.Visibility;

namespace CodeFirst.Storage.Conformance.Model;

/// <summary>A run as <see cref="ModelStore"/> remembers it.</summary>
internal sealed record ModelRun(RunKey Key)
{
    public long Version { get; init; }

    public ReadOnlyMemory<byte> State { get; init; }

    public DateTimeOffset? Deadline { get; init; }

    public ImmutableList<HistoryBatch> History { get; init; } = [];

    public ImmutableDictionary<(TaskKind Kind, long ScheduledEventId), ReadyTask> Tasks { get; init; } =
        ImmutableDictionary<(TaskKind, long), ReadyTask>.Empty;

    public VisibilityRecord? Visibility { get; init; }

    public ModelRun Apply(RunWrite write) => this with
    {
        Version = write.ExpectedVersion + 1,
        State = write.State,
        Deadline = write.Deadline.Apply(Deadline),
        History = History.AddRange(write.History),
        Tasks = Tasks
            .RemoveRange(write.RemovedTasks.Select(task => (task.Kind, task.ScheduledEventId)))
            .SetItems(write.AddedTasks.Select(task => KeyValuePair.Create((task.Kind, task.ScheduledEventId), task))),
        Visibility = write.Visibility ?? Visibility,
    };
}
