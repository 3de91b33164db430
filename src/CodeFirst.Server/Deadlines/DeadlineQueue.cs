using CodeFirst.Storage.Runs;

namespace CodeFirst.Server.Deadlines;

/// <summary>
/// The near deadlines of runs, one per run. Far ones are left to the store: a sleeping run costs no memory. A run has one entry in the order, at or
/// before its deadline; when it comes up too early it is put back, so that moving a deadline costs nothing.
/// </summary>
internal sealed class DeadlineQueue(TimeProvider time)
{
    /// <summary>How far ahead deadlines are kept in memory.</summary>
    internal static readonly TimeSpan Horizon = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<RunKey, Entry> _entries = [];
    private readonly PriorityQueue<RunKey, DateTimeOffset> _order = new();
    private TaskCompletionSource _earlier = NewSignal();
    private int _isReadRequested;

    /// <summary>Completes when a deadline came in that is nearer than all before.</summary>
    public Task Earlier
    {
        get
        {
            lock (_gate)
            {
                return _earlier.Task;
            }
        }
    }

    /// <summary>When the nearest deadline is due, or may be.</summary>
    public DateTimeOffset? Next
    {
        get
        {
            lock (_gate)
            {
                return _order.TryPeek(out _, out var due) ? due : null;
            }
        }
    }

    /// <summary>Sets or clears the deadline of a run.</summary>
    public void Set(RunKey run, DateTimeOffset? deadline)
    {
        lock (_gate)
        {
            var isKnown = _entries.TryGetValue(run, out var entry);
            if (deadline is not { } due || due > time.GetUtcNow() + Horizon)
            {
                if (isKnown)
                {
                    _entries[run] = entry with { Deadline = DateTimeOffset.MaxValue };
                }
            }
            else if (isKnown && entry.Queued <= due)
            {
                _entries[run] = entry with { Deadline = due };
            }
            else
            {
                Enqueue(run, due);
            }
        }
    }

    /// <summary>Adds a deadline that was read from the store, where memory does not know better.</summary>
    public void SetIfUnknown(RunKey run, DateTimeOffset deadline)
    {
        lock (_gate)
        {
            if (!_entries.ContainsKey(run))
            {
                Enqueue(run, deadline);
            }
        }
    }

    /// <summary>Whether the store should be read before it is time to; asked once.</summary>
    public bool TakeReadRequest() => Interlocked.Exchange(ref _isReadRequested, 0) == 1;

    /// <summary>Lets the store be read now: another process may have died with deadlines that it alone remembered.</summary>
    public void RequestRead()
    {
        Interlocked.Exchange(ref _isReadRequested, 1);
        lock (_gate)
        {
            _earlier.TrySetResult();
            _earlier = NewSignal();
        }
    }

    /// <summary>Takes a run that is due; false when none is.</summary>
    public bool TryTakeDue(DateTimeOffset now, out RunKey run)
    {
        lock (_gate)
        {
            while (_order.TryPeek(out run, out var queued) && queued <= now)
            {
                _order.Dequeue();
                if (!_entries.TryGetValue(run, out var entry) || entry.Queued != queued)
                {
                    continue;
                }

                _entries.Remove(run);
                if (entry.Deadline <= now)
                {
                    return true;
                }

                if (entry.Deadline < DateTimeOffset.MaxValue)
                {
                    Enqueue(run, entry.Deadline);
                }
            }

            run = default;
            return false;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Enqueue(RunKey run, DateTimeOffset due)
    {
        var isNearest = !_order.TryPeek(out _, out var nearest) || due < nearest;
        _entries[run] = new Entry(due, due);
        _order.Enqueue(run, due);
        if (isNearest)
        {
            _earlier.TrySetResult();
            _earlier = NewSignal();
        }
    }

    /// <summary>A run's deadline, and the time under which it stands in the order.</summary>
    private readonly record struct Entry(DateTimeOffset Deadline, DateTimeOffset Queued);
}
