using CodeFirst.Storage;

namespace CodeFirst.Server.Runs;

/// <summary>The runs of one workflow id that its host has at hand. Only the host's work loop touches it.</summary>
internal sealed class RunCache(WorkflowKey key, IStore store)
{
    // The current run and the one before it are asked for; older ones seldom.
    private const int KeptRuns = 2;

    private readonly List<CachedRun> _runs = [];
    private readonly HashSet<string> _dropped = new(StringComparer.Ordinal);
    private string? _currentRunId;
    private bool _isCurrentKnown;
    private bool _isPristine = true;
    private bool _usedCurrent;
    private bool _usedMemory;

    /// <summary>Whether dropping the cache would forget something.</summary>
    public bool IsAhead => _runs.Exists(run => run.IsAhead);

    public IEnumerable<string> RunIds => _runs.Select(run => run.Key.RunId);

    /// <summary>Those at hand, and those that were dropped because the store knows better and were not asked for since.</summary>
    public IEnumerable<string> KnownRunIds => RunIds.Union(_dropped, StringComparer.Ordinal);

    /// <summary>Whether nothing at all is known of this workflow id.</summary>
    public bool MayBeNew => _isPristine && _runs.Count == 0 && !_isCurrentKnown;

    public CachedRun? Peek(string runId) => _runs.Find(run => run.Key.RunId == runId);

    public async ValueTask<string?> FindCurrentRunIdAsync()
    {
        _usedCurrent = true;
        _usedMemory |= _isCurrentKnown;
        if (!_isCurrentKnown)
        {
            _currentRunId = await store.FindCurrentRunAsync(key.NamespaceId, key.WorkflowId, CancellationToken.None);
            _isCurrentKnown = true;
        }

        return _currentRunId;
    }

    /// <summary>Finds a run, loading it where it is not at hand; <paramref name="onLoaded"/> hears of a load.</summary>
    public async ValueTask<CachedRun?> FindAsync(string runId, Action<CachedRun> onLoaded)
    {
        if (Peek(runId) is { } cached)
        {
            _usedMemory = true;
            return cached;
        }

        if (await store.LoadRunAsync(key.Run(runId), CancellationToken.None) is not { } stored)
        {
            return null;
        }

        _dropped.Remove(runId);
        var run = new CachedRun(key.Run(runId), stored.Version, stored.State, stored.State, stored.Deadline, HistoryTail.Empty);
        Put(run);
        onLoaded(run);
        return run;
    }

    /// <summary>Begins a round of decisions.</summary>
    public void BeginRound() => (_usedCurrent, _usedMemory) = (false, false);

    /// <summary>Whether what this round took from memory is not what the store holds any more.</summary>
    public async ValueTask<bool> IsStaleAsync()
    {
        if (!_usedMemory)
        {
            return false;
        }

        var stored = await store.ReadVersionsAsync(key.NamespaceId, key.WorkflowId, [.. RunIds], CancellationToken.None);
        return (_usedCurrent && stored.CurrentRunId != _currentRunId) || !stored.Versions.SequenceEqual(_runs.Select(run => run.Version));
    }

    /// <summary>Takes over what was committed, or decided in memory.</summary>
    public void Put(CachedRun run)
    {
        _runs.RemoveAll(other => other.Key == run.Key);
        _runs.Add(run);
    }

    /// <summary>Drops runs that nobody is likely to ask for. Between batches only: messages under way rely on the runs they found.</summary>
    public void Trim()
    {
        while (_runs.Count > KeptRuns && _runs.FindIndex(run => !run.IsAhead && run.Key.RunId != _currentRunId) is >= 0 and var oldest)
        {
            _runs.RemoveAt(oldest);
        }
    }

    public void SetCurrent(string runId)
    {
        _currentRunId = runId;
        _isCurrentKnown = true;
    }

    /// <summary>Deletes a run that is at rest, here and in the store.</summary>
    public async Task DeleteAsync(string runId)
    {
        _runs.RemoveAll(run => run.Key.RunId == runId);
        _isCurrentKnown = false;
        await store.DeleteRunAsync(key.Run(runId), CancellationToken.None);
    }

    /// <summary>Forgets everything: the store knows better.</summary>
    public void Clear()
    {
        _dropped.UnionWith(RunIds);
        _runs.Clear();
        _isCurrentKnown = false;
        _isPristine = false;
    }
}
