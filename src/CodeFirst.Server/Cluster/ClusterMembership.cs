using CodeFirst.Storage;
using CodeFirst.Storage.Cluster;

namespace CodeFirst.Server.Cluster;

/// <summary>
/// Which other processes live on the same database, as far as this one knows. It divides work and saves it; what it says may be wrong for a moment, and
/// nothing becomes wrong by it.
/// </summary>
internal sealed class ClusterMembership(IStore store)
{
    /// <summary>How often a process says that it lives.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan JoinInterval = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3);

    // Processes live by the machine's clock, whatever the clock of workflows is.
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly Lock _gate = new();
    private HashSet<StoreHint> _hints = [];
    private TaskCompletionSource _hinted = NewSignal();
    private Reading _last = new(new ClusterView(0, 1), Clock.GetTimestamp());

    /// <summary>The name of this process, as long as it lives.</summary>
    public string NodeId { get; } = Guid.NewGuid().ToString();

    /// <summary>Whether this process is the only one. Not when the last news are too old to tell.</summary>
    public bool IsAlone => _last.View.Count == 1 && Clock.GetElapsedTime(_last.Time) < Lifetime;

    /// <summary>Where this process stood among those that live, when it last said so itself.</summary>
    public ClusterView View => _last.View;

    /// <summary>Completes when there is a hint to send.</summary>
    public Task Hinted
    {
        get
        {
            lock (_gate)
            {
                return _hinted.Task;
            }
        }
    }

    /// <summary>Whether this process is the one that looks after a slot on time; the others look a little later.</summary>
    public bool Owns(int slot) => slot % _last.View.Count == _last.View.Index;

    /// <summary>Says that this process lives; true when others came or went.</summary>
    public async Task<bool> BeatAsync(CancellationToken cancellationToken)
    {
        var before = _last;
        var view = await store.HeartbeatNodeAsync(NodeId, Lifetime, cancellationToken);
        _last = new Reading(view, Clock.GetTimestamp());
        return view != before.View;
    }

    /// <summary>
    /// Joins. Where others live already, it waits until all of them know: until then they may answer from memory what this process changes. It does not
    /// wait for one that turns out to be dead.
    /// </summary>
    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        var begin = Clock.GetTimestamp();
        await BeatAsync(cancellationToken);
        while (!IsAlone && Clock.GetElapsedTime(begin) < Interval + Interval)
        {
            await Task.Delay(JoinInterval, Clock, cancellationToken);
            await BeatAsync(cancellationToken);
        }
    }

    public Task LeaveAsync(CancellationToken cancellationToken) => store.LeaveAsync(NodeId, cancellationToken);

    /// <summary>Tells the other processes, soon and without waiting for it.</summary>
    public void Tell(StoreHint hint)
    {
        if (IsAlone)
        {
            return;
        }

        lock (_gate)
        {
            _hints.Add(hint);
            _hinted.TrySetResult();
        }
    }

    /// <summary>Takes the hints to send.</summary>
    public IReadOnlyList<StoreHint> TakeHints()
    {
        lock (_gate)
        {
            var hints = _hints;
            _hints = [];
            _hinted = NewSignal();
            return [.. hints];
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Reading(ClusterView View, long Time);
}
