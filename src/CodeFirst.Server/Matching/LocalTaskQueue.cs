using CodeFirst.Storage;
using CodeFirst.Storage.Tasks;

namespace CodeFirst.Server.Matching;

/// <summary>
/// A task queue in this process. While memory holds everything, an offered task goes straight to a waiting poller or into a bounded list. What was made
/// before this process, or did not fit, is a backlog in the store: until it is read to its end, new tasks are left to the store too, so that old ones
/// come first. Reading may find tasks that were handed out already; starting them is refused, and their poller takes the next.
/// </summary>
/// <param name="key">Which queue.</param>
/// <param name="store">Where the backlog is.</param>
/// <param name="time">The clock.</param>
/// <param name="processStart">Pollers of a process that began to listen just now may still be on their way.</param>
internal sealed class LocalTaskQueue(TaskQueueKey key, IStore store, TimeProvider time, DateTimeOffset processStart) : ITaskQueue
{
    /// <summary>The most ready tasks kept in memory.</summary>
    internal const int MaxReady = 10_000;

    private const int ReadPageSize = 500;
    private const int MaxPollersBeforePruning = 256;

    /// <summary>For how long after a poll a queue counts as polled.</summary>
    internal static readonly TimeSpan PolledWindow = TimeSpan.FromSeconds(10);

    // A worker that is busy with what it took comes back sooner than this.
    private static readonly TimeSpan BetweenPolls = TimeSpan.FromSeconds(2);

    // Tasks that no process told of, such as those of a commit whose outcome got lost, are found at this pace.
    private static readonly TimeSpan RereadInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollerMemory = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiters = [];
    private readonly LinkedList<QueueItem> _items = [];
    private readonly HashSet<TaskIdentity> _readyTasks = [];
    private readonly Dictionary<string, DateTimeOffset> _pollers = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _created = time.GetUtcNow();
    private readonly TaskRate _added = new(time);
    private readonly TaskRate _dispatched = new(time);
    private DateTimeOffset _lastPoll = processStart;
    private DateTimeOffset _lastRead;
    private TaskCursor _cursor = TaskCursor.Start;
    private bool _hasBacklog = true;
    private bool _isReading;
    private bool _isBehindCursor;
    private bool _isDeserted;
    private bool _isRetired;
    private long _storedBacklog;

    /// <summary>How many tasks wait, about: those in memory, or those in the store when it was last asked, where memory does not hold all.</summary>
    public TaskQueueBacklog Backlog
    {
        get
        {
            lock (_gate)
            {
                return new TaskQueueBacklog(key, _hasBacklog ? Math.Max(_storedBacklog, _items.Count) : _items.Count);
            }
        }
    }

    public bool IsPolledHere
    {
        get
        {
            lock (_gate)
            {
                return _waiters.Count > 0 || (_pollers.Count > 0 && !_isDeserted && time.GetUtcNow() - _lastPoll < BetweenPolls);
            }
        }
    }

    private bool IsPolled => _waiters.Count > 0 || time.GetUtcNow() - _lastPoll < PolledWindow;

    /// <summary>Retires a queue that nobody polled for long: the store has its tasks. False when it has to stay.</summary>
    public bool TryRetire()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            return _isRetired = _waiters.Count == 0 && now - _lastPoll > PollerMemory && now - _created > PollerMemory;
        }
    }

    public ValueTask<OfferOutcome> OfferAsync(QueueItem item)
    {
        lock (_gate)
        {
            if (item is ReadyItem)
            {
                _added.Add();
            }

            if (TryHandOver(item))
            {
                return ValueTask.FromResult(OfferOutcome.HandedOver);
            }

            // A worker that has the run cached polls before it says so: one that never did polled a process that is gone.
            var isPolled = IsPolled;
            if (item.IsSticky && (!isPolled || _isDeserted || _pollers.Count == 0))
            {
                return ValueTask.FromResult(OfferOutcome.Unpolled);
            }

            Keep(item);
            return ValueTask.FromResult(isPolled ? OfferOutcome.Kept : OfferOutcome.Unpolled);
        }
    }

    /// <summary>Counts what waits in the store, where memory does not hold all.</summary>
    public async Task CountBacklogAsync(CancellationToken cancellationToken)
    {
        if (!_hasBacklog)
        {
            return;
        }

        var (count, _) = await store.CountReadyTasksAsync(key.NamespaceId, key.Kind, key.Name, cancellationToken);
        lock (_gate)
        {
            _storedBacklog = count;
        }
    }

    /// <summary>Looks into the store for pollers that wait: another process may have made a task, or died with one.</summary>
    public async Task RefreshAsync()
    {
        lock (_gate)
        {
            if (_waiters.Count == 0 || _isReading)
            {
                return;
            }

            _hasBacklog = true;
            _isReading = true;
        }

        await ReadBacklogAsync(reader: null);
    }

    public PollerReservation? TryReserve()
    {
        lock (_gate)
        {
            if (_waiters.First is not { Value: var waiter })
            {
                return null;
            }

            _waiters.RemoveFirst();
            return new PollerReservation(waiter.Identity, item => Deliver(waiter, item), () => TakeBack(waiter));
        }
    }

    public ValueTask ReturnAsync(QueueItem item)
    {
        lock (_gate)
        {
            if (!TryHandOver(item))
            {
                AddReady(item, isFirst: true);
            }
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask<QueueItem?> PollAsync(string identity, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(identity);
        bool mustRead;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            RememberPoller(identity, now);
            var item = TakeFirst();
            if (item is not null || _isRetired)
            {
                return item;
            }

            _hasBacklog |= now - _lastRead >= RereadInterval;
            mustRead = _hasBacklog && !_isReading;
            _isReading |= mustRead;
            waiter.Node = _waiters.AddLast(waiter);
        }

        if (mustRead)
        {
            await ReadBacklogAsync(waiter);
        }

        return await WaitAsync(waiter, timeout, cancellationToken);
    }

    public ValueTask<IReadOnlyList<QueueItem>> DesertAsync()
    {
        lock (_gate)
        {
            _isDeserted = true;
            foreach (var waiter in _waiters.ToList())
            {
                _waiters.Remove(waiter);
                waiter.SetResult(null);
            }

            IReadOnlyList<QueueItem> left = [.. _items];
            _items.Clear();
            _readyTasks.Clear();

            // Should anybody poll here all the same, the store still has the tasks.
            _hasBacklog = true;
            return ValueTask.FromResult(left);
        }
    }

    public ValueTask<TaskQueueView> ReadAsync()
    {
        lock (_gate)
        {
            ForgetOldPollers(time.GetUtcNow());
            return ValueTask.FromResult(new TaskQueueView(
                [.. _pollers.Select(poller => (poller.Key, poller.Value))], IsPolled && !_isDeserted, _added.PerSecond(), _dispatched.PerSecond()));
        }
    }

    private async ValueTask<QueueItem?> WaitAsync(Waiter waiter, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await ((Task)waiter.Task).WaitAsync(timeout, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            if (!_isDeserted)
            {
                RememberPoller(waiter.Identity, time.GetUtcNow());
            }

            waiter.IsLeaving = true;
            if (waiter.Node.List is not null)
            {
                _waiters.Remove(waiter.Node);

                // The last poller hung up: its worker stops or died, and what is sticky need not wait for it to come back.
                _isDeserted = cancellationToken.IsCancellationRequested && _waiters.Count == 0;
                return null;
            }
        }

        return await waiter.Task;
    }

    private void Deliver(Waiter waiter, QueueItem item)
    {
        lock (_gate)
        {
            _added.Add();
            _dispatched.Add();
        }

        waiter.SetResult(item);
    }

    /// <summary>A reserved poller got nothing: it waits again, in front, unless something came in meanwhile or its time is over.</summary>
    private void TakeBack(Waiter waiter)
    {
        lock (_gate)
        {
            if (waiter.IsLeaving)
            {
                waiter.SetResult(null);
            }
            else if (TakeFirst() is { } item)
            {
                waiter.SetResult(item);
            }
            else
            {
                _waiters.AddFirst(waiter.Node);
            }
        }
    }

    /// <summary>Reads the backlog until every waiting poller has a task, the memory is full, or the backlog ends.</summary>
    private async Task ReadBacklogAsync(Waiter? reader)
    {
        try
        {
            do
            {
                TaskCursor after;
                lock (_gate)
                {
                    after = _cursor;
                    _isBehindCursor &= after != TaskCursor.Start;
                }

                var tasks = await store.ReadReadyTasksAsync(key.NamespaceId, key.Kind, key.Name, after, ReadPageSize, CancellationToken.None);
                lock (_gate)
                {
                    _isReading = TakeOver(tasks);
                }
            }
            while (_isReading);
        }
        catch (Exception)
        {
            lock (_gate)
            {
                _isReading = false;
                if (reader is { Node.List: null })
                {
                    // It has its task: the next poll reads again.
                    return;
                }

                if (reader is not null)
                {
                    _waiters.Remove(reader.Node);
                }
            }

            throw;
        }
    }

    /// <summary>Takes over a page of the backlog; true when the next page is wanted now.</summary>
    private bool TakeOver(IReadOnlyList<StoredTask> page)
    {
        foreach (var stored in page)
        {
            var item = new ReadyItem(stored.Key, stored.Task, IsSticky: false);
            if (!_readyTasks.Contains(TaskIdentity.Of(item)) && !TryHandOver(item))
            {
                AddReady(item, isFirst: false);
            }

            _cursor = stored.Cursor;
        }

        if (page.Count < ReadPageSize)
        {
            // A task that was left to the store after reading began may stand before the cursor.
            _cursor = TaskCursor.Start;
            _hasBacklog = _isBehindCursor;
            _lastRead = time.GetUtcNow();
        }

        return _hasBacklog && _waiters.Count > 0 && _items.Count < MaxReady;
    }

    private bool TryHandOver(QueueItem item)
    {
        if (_waiters.First is not { } first)
        {
            return false;
        }

        _waiters.RemoveFirst();
        first.Value.SetResult(item);
        _dispatched.Add();
        return true;
    }

    private void Keep(QueueItem item)
    {
        if (item is QueryItem)
        {
            _items.AddFirst(item);
        }
        else if (_hasBacklog || _items.Count >= MaxReady)
        {
            _hasBacklog = true;
            _isBehindCursor = true;
        }
        else
        {
            AddReady(item, isFirst: false);
        }
    }

    private void AddReady(QueueItem item, bool isFirst)
    {
        if (item is ReadyItem ready && !_readyTasks.Add(TaskIdentity.Of(ready)))
        {
            return;
        }

        if (isFirst)
        {
            _items.AddFirst(item);
        }
        else
        {
            _items.AddLast(item);
        }
    }

    private QueueItem? TakeFirst()
    {
        if (_items.First is not { } first)
        {
            return null;
        }

        _items.RemoveFirst();
        _dispatched.Add();
        if (first.Value is ReadyItem ready)
        {
            _readyTasks.Remove(TaskIdentity.Of(ready));
        }

        return first.Value;
    }

    private void RememberPoller(string identity, DateTimeOffset now)
    {
        _lastPoll = now;
        _isDeserted = false;
        _pollers[identity] = now;
        if (_pollers.Count > MaxPollersBeforePruning)
        {
            ForgetOldPollers(now);
        }
    }

    private void ForgetOldPollers(DateTimeOffset now)
    {
        foreach (var (identity, lastPoll) in _pollers)
        {
            if (now - lastPoll > PollerMemory)
            {
                _pollers.Remove(identity);
            }
        }
    }

    private sealed class Waiter(string identity) : TaskCompletionSource<QueueItem?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public string Identity => identity;

        public LinkedListNode<Waiter> Node { get; set; } = null!;

        /// <summary>Whether its time is over, or its caller is gone: it only waits to be told that it got nothing.</summary>
        public bool IsLeaving { get; set; }
    }
}
