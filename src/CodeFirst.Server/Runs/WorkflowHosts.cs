using System.Collections.Concurrent;
using CodeFirst.Server.Errors;
using CodeFirst.Server.Histories;

namespace CodeFirst.Server.Runs;

/// <summary>The hosts of this process. Bounded: those that slept longest and would forget nothing are dropped; a workflow that sleeps costs nothing.</summary>
internal sealed class WorkflowHosts(HostContext context, int maxHosts, int maxWaitingCommits)
{
    private readonly ConcurrentDictionary<WorkflowKey, WorkflowHost> _hosts = new();
    private int _count;
    private int _sweepAbove;
    private int _isSweeping;

    public int Count => _count;

    public HostContext Context => context;

    public HistoryReader Histories { get; } = new(context.Store);

    public void Post(WorkflowKey key, HostMessage message)
    {
        while (true)
        {
            var isNew = !_hosts.TryGetValue(key, out var host) && TryAdd(key, out host);
            if (host is null)
            {
                continue;
            }

            if (host.TryPost(message))
            {
                if (isNew)
                {
                    SweepWhenFull();
                }

                return;
            }

            Remove(key, host);
        }
    }

    /// <summary>Lets a host look whether another process changed its runs, if somebody waits for that here.</summary>
    public void Recheck(WorkflowKey key)
    {
        if (_hosts.TryGetValue(key, out var host) && host.IsWatched)
        {
            host.TryPost(new RecheckMessage());
        }
    }

    /// <summary>Lets every host look at which somebody waits.</summary>
    public void RecheckWatched()
    {
        foreach (var host in _hosts.Values.Where(host => host.IsWatched))
        {
            host.TryPost(new RecheckMessage());
        }
    }

    /// <summary>Refuses new work while the store cannot keep up with what it has; what is under way goes on.</summary>
    public void RefuseWhenOverloaded()
    {
        if (context.Commits.WaitingCount >= maxWaitingCommits)
        {
            throw Refusals.Overloaded("the server is overloaded: the store cannot keep up; try again later").ToException();
        }
    }

    /// <summary>
    /// Drops a tenth at once, so that looking for the oldest is paid for by many new ones, also while most have to stay because somebody waits for them.
    /// </summary>
    private void SweepWhenFull()
    {
        if (_count <= Math.Max(maxHosts, Volatile.Read(ref _sweepAbove)) || Interlocked.Exchange(ref _isSweeping, 1) == 1)
        {
            return;
        }

        foreach (var (key, host) in _hosts.ToArray().OrderBy(entry => entry.Value.LastUsed).Take(_count - maxHosts + (maxHosts / 10)))
        {
            if (host.TryRetire())
            {
                Remove(key, host);
            }
        }

        Volatile.Write(ref _sweepAbove, _count + (maxHosts / 10));
        Volatile.Write(ref _isSweeping, 0);
    }

    private bool TryAdd(WorkflowKey key, out WorkflowHost? host)
    {
        host = new WorkflowHost(key, context);
        if (_hosts.TryAdd(key, host))
        {
            Interlocked.Increment(ref _count);
            return true;
        }

        host = null;
        return false;
    }

    private void Remove(WorkflowKey key, WorkflowHost host)
    {
        if (_hosts.TryRemove(KeyValuePair.Create(key, host)))
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
