using CodeFirst.Engine.Tasks;
using CodeFirst.Storage;
using CodeFirst.Storage.Runs;
using CodeFirst.Storage.Tasks;

namespace CodeFirst.Server.Tests.Matching;

/// <summary>A store with the ready tasks of one queue.</summary>
internal sealed class BacklogStore : UnusedStore
{
    private readonly SortedDictionary<(DateTimeOffset, string, long), StoredTask> _tasks = [];

    public int Reads { get; private set; }

    public bool IsDown { get; set; }

    /// <summary>Runs in the middle of a read, after it has looked.</summary>
    public Action? WhileReading { get; set; }

    public ReadyTask Add(int number)
    {
        var task = new ReadyTask(TaskKind.Workflow, "q", number, 1, DateTimeOffset.UnixEpoch.AddSeconds(number));
        var cursor = new TaskCursor(task.ReadySince, RunId(number), task.ScheduledEventId);
        _tasks[(cursor.ReadySince, cursor.RunId, cursor.ScheduledEventId)] = new StoredTask(Key(number), task, cursor);
        return task;
    }

    public void Remove(int number) => _tasks.Remove((DateTimeOffset.UnixEpoch.AddSeconds(number), RunId(number), number));

    public static RunKey Key(int number) => new("ns", $"workflow-{number}", RunId(number));

    public override Task<IReadOnlyList<StoredTask>> ReadReadyTasksAsync(
        string namespaceId, TaskKind kind, string taskQueue, TaskCursor after, int limit, CancellationToken cancellationToken)
    {
        Reads++;
        if (IsDown)
        {
            throw new StoreUnavailableException("down");
        }

        var from = (after.ReadySince, after.RunId, after.ScheduledEventId);
        var page = _tasks.Where(task => task.Key.CompareTo(from) > 0).Take(limit).Select(task => task.Value).ToList();
        WhileReading?.Invoke();
        return Task.FromResult<IReadOnlyList<StoredTask>>(page);
    }

    private static string RunId(int number) => $"run-{number}";
}
