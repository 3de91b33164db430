using System.Collections.Concurrent;
using CodeFirst.Engine.Tasks;
using CodeFirst.Storage;

namespace CodeFirst.Server.Matching;

/// <summary>The task queues of this process. Those that nobody polls any more, such as sticky queues of workers that are gone, are forgotten.</summary>
internal sealed class LocalTaskQueues(IStore store, TimeProvider time) : ITaskQueues
{
    private const int SweepInterval = 256;

    private readonly ConcurrentDictionary<TaskQueueKey, LocalTaskQueue> _queues = new();
    private readonly DateTimeOffset _start = time.GetUtcNow();
    private int _createdSinceSweep;

    public ITaskQueue Get(TaskQueueKey key)
    {
        if (_queues.TryGetValue(key, out var queue))
        {
            return queue;
        }

        if (Interlocked.Increment(ref _createdSinceSweep) >= SweepInterval)
        {
            Interlocked.Exchange(ref _createdSinceSweep, 0);
            Sweep();
        }

        return _queues.GetOrAdd(key, static (key, self) => new LocalTaskQueue(key, self.store, self.time, self._start), (store, time, _start));
    }

    /// <summary>Looks into the store for the pollers that wait at a queue, if there are any.</summary>
    public Task RefreshAsync(TaskQueueKey key) => _queues.TryGetValue(key, out var queue) ? queue.RefreshAsync() : Task.CompletedTask;

    /// <summary>Whether a worker polls a queue in this process.</summary>
    public bool IsPolledHere(TaskQueueKey key) => _queues.TryGetValue(key, out var queue) && queue.IsPolledHere;

    /// <summary>The queues of workflow tasks that workers poll in this process.</summary>
    public IReadOnlyList<(string NamespaceId, string TaskQueue)> ReadPolledHere() =>
        [.. _queues.Where(entry => entry.Key.Kind == TaskKind.Workflow && entry.Value.IsPolledHere).Select(entry => (entry.Key.NamespaceId, entry.Key.Name))];

    /// <summary>What waits in each queue, about.</summary>
    public IEnumerable<TaskQueueBacklog> ReadBacklogs() => _queues.Values.Select(queue => queue.Backlog);

    /// <summary>Counts what waits in the store, of queues that memory does not hold whole.</summary>
    public async Task CountBacklogsAsync(CancellationToken cancellationToken)
    {
        foreach (var queue in _queues.Values)
        {
            await queue.CountBacklogAsync(cancellationToken);
        }
    }

    /// <summary>Looks into the store for all pollers that wait.</summary>
    public async Task RefreshAllAsync()
    {
        foreach (var queue in _queues.Values)
        {
            await queue.RefreshAsync();
        }
    }

    private void Sweep()
    {
        foreach (var (key, queue) in _queues)
        {
            if (queue.TryRetire())
            {
                _queues.TryRemove(KeyValuePair.Create(key, queue));
            }
        }
    }
}
