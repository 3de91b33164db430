using CodeFirst.Storage;
using CodeFirst.Storage.Runs;

namespace CodeFirst.Server.Runs;

/// <summary>The runs of one workflow id that its host has at hand. Only the host's work loop touches it.</summary>
internal sealed class RunCache(WorkflowKey key, IStore store)
{
    // The current run and the one before it are asked for; older ones seldom.
    private const int KeptRuns = 2;

    private readonly List<CachedRun> _runs = [];
    private readonly HashSet<string> _lost = new(StringComparer.Ordinal);
    private readonly List<string> _readThisRound = [];
    private string? _currentRunId;
    private bool _isCurrentKnown;
    private bool _isCurrentReadThisRound;
    private bool _usedCurrent;
    private bool _usedMemory;

    /// <summary>Whether dropping the cache would forget something.</summary>
    public bool IsAhead => _runs.Exists(run => run.IsAhead);

    public IEnumerable<string> RunIds => _runs.Select(run => run.Key.RunId);

    /// <summary>Those that were forgotten because the store knows better, and were not found there since.</summary>
    public IReadOnlyCollection<string> LostRunIds => _lost;

    /// <summary>Whether nothing at all is known of this workflow id.</summary>
    public bool MayBeNew => _lost.Count == 0 && _runs.Count == 0 && !_isCurrentKnown;

    public CachedRun? Peek(string runId)
    {
        foreach (var run in _runs)
        {
            if (run.Key.RunId == runId)
            {
                return run;
            }
        }

        return null;
    }

    /// <summary>Finds the current run's id. With nothing at hand the run itself is read with it, as it will be asked for next.</summary>
    public async ValueTask<string?> FindCurrentRunIdAsync(Action<CachedRun> onFoundAgain)
    {
        _usedCurrent = true;
        if (_isCurrentKnown)
        {
            _usedMemory |= !_isCurrentReadThisRound;
            return _currentRunId;
        }

        if (_runs.Count > 0)
        {
            _currentRunId = await store.FindCurrentRunAsync(key.NamespaceId, key.WorkflowId, CancellationToken.None);
        }
        else
        {
            var stored = await store.LoadCurrentRunAsync(key.NamespaceId, key.WorkflowId, CancellationToken.None);
            _currentRunId = stored is null ? null : Take(stored, onFoundAgain).Key.RunId;
        }

        _isCurrentKnown = true;
        _isCurrentReadThisRound = true;
        return _currentRunId;
    }

    /// <summary>Finds a run, loading it where it is not at hand; <paramref name="onFoundAgain"/> hears of one that was lost.</summary>
    public async ValueTask<CachedRun?> FindAsync(string runId, Action<CachedRun> onFoundAgain)
    {
        if (Peek(runId) is { } cached)
        {
            _usedMemory |= !_readThisRound.Contains(runId);
            return cached;
        }

        return await store.LoadRunAsync(key.Run(runId), CancellationToken.None) is { } stored ? Take(stored, onFoundAgain) : null;
    }

    /// <summary>Begins a round of decisions.</summary>
    public void BeginRound()
    {
        (_usedCurrent, _usedMemory, _isCurrentReadThisRound) = (false, false, false);
        _readThisRound.Clear();
    }

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

    /// <summary>Forgets everything, and what was decided about these runs: the store knows better.</summary>
    public void Lose(IEnumerable<string> runIds)
    {
        _lost.UnionWith(runIds);
        _lost.UnionWith(RunIds);
        _runs.Clear();
        _isCurrentKnown = false;
    }

    private CachedRun Take(StoredRun stored, Action<CachedRun> onFoundAgain)
    {
        var run = new CachedRun(key.Run(stored.State.RunId), stored.Version, stored.State, stored.State, stored.Deadline, HistoryTail.Empty);
        Put(run);
        _readThisRound.Add(run.Key.RunId);
        if (_lost.Remove(run.Key.RunId))
        {
            onFoundAgain(run);
        }

        return run;
    }
}
