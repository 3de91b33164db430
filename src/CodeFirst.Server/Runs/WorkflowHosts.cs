using System.Collections.Concurrent;
using CodeFirst.Server.Errors;

namespace CodeFirst.Server.Runs;

/// <summary>The hosts of this process. Bounded: those that slept longest and would forget nothing are dropped; a workflow that sleeps costs nothing.</summary>
internal sealed class WorkflowHosts(HostContext context, int maxHosts, int maxWaitingCommits)
{
    private readonly ConcurrentDictionary<WorkflowKey, WorkflowHost> _hosts = new();
    private int _isSweeping;

    public int Count => _hosts.Count;

    public void Post(WorkflowKey key, HostMessage message)
    {
        while (true)
        {
            if (!_hosts.TryGetValue(key, out var host))
            {
                host = _hosts.GetOrAdd(key, static (key, context) => new WorkflowHost(key, context), context);
                SweepWhenFull();
            }

            if (host.TryPost(message))
            {
                return;
            }

            _hosts.TryRemove(KeyValuePair.Create(key, host));
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

    /// <summary>Drops a tenth at once, so that looking for the oldest is paid for by many new ones.</summary>
    private void SweepWhenFull()
    {
        if (_hosts.Count <= maxHosts || Interlocked.Exchange(ref _isSweeping, 1) == 1)
        {
            return;
        }

        foreach (var (key, host) in _hosts.ToArray().OrderBy(entry => entry.Value.LastUsed).Take(_hosts.Count - maxHosts + (maxHosts / 10)))
        {
            if (host.TryRetire())
            {
                _hosts.TryRemove(KeyValuePair.Create(key, host));
            }
        }

        Volatile.Write(ref _isSweeping, 0);
    }
}
