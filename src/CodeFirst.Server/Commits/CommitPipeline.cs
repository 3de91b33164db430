using CodeFirst.Storage;
using CodeFirst.Storage.Runs;

namespace CodeFirst.Server.Commits;

/// <summary>
/// Groups the commits of many hosts. A commit goes to the store at once when no other does; commits that arrive meanwhile wait and go together, so load
/// makes groups and an idle server adds no latency. A batch costs something beside its rows: another one begins beside it only when many wait. A host has
/// one commit under way at a time, so no batch names a run twice.
/// </summary>
/// <param name="store">Where they go.</param>
/// <param name="maxBatchesInFlight">How many batches are under way at a time.</param>
/// <param name="minBatchBeside">How many commits have to wait for another batch to begin beside one that is under way.</param>
/// <param name="maxBatchSize">The most commits of a batch.</param>
internal sealed class CommitPipeline(IStore store, int maxBatchesInFlight, int minBatchBeside, int maxBatchSize)
{
    private readonly Lock _gate = new();
    private readonly Queue<PendingCommit> _waiting = [];
    private int _inFlight;
    private TaskCompletionSource? _idle;

    /// <summary>How many commits wait for a slot: the measure of overload.</summary>
    public int WaitingCount
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Completes when the commit is durable or lost its race; throws when its outcome is unknown.</summary>
    public Task<CommitResult> CommitAsync(RunCommit commit)
    {
        var pending = new PendingCommit(commit);
        lock (_gate)
        {
            _waiting.Enqueue(pending);
            if (_inFlight == maxBatchesInFlight || (_inFlight > 0 && _waiting.Count < minBatchBeside))
            {
                return pending.Task;
            }

            _inFlight++;
        }

        _ = RunSlotAsync();
        return pending.Task;
    }

    /// <summary>Waits until nothing is waiting or under way.</summary>
    public Task DrainAsync()
    {
        lock (_gate)
        {
            if (_inFlight == 0)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    private async Task RunSlotAsync()
    {
        while (TakeNextBatch() is { Length: > 0 } batch)
        {
            await CommitBatchAsync(batch);
        }
    }

    private async Task CommitBatchAsync(PendingCommit[] batch)
    {
        try
        {
            var results = await store.CommitAsync(Array.ConvertAll(batch, pending => pending.Commit), CancellationToken.None);
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i].SetResult(results[i]);
            }
        }
        catch (Exception exception)
        {
            foreach (var pending in batch)
            {
                pending.SetException(exception);
            }
        }
    }

    private PendingCommit[] TakeNextBatch()
    {
        lock (_gate)
        {
            // The last slot takes what there is; one beside it only what is worth it.
            var isWorthIt = _inFlight == 1 || _waiting.Count >= minBatchBeside;
            var batch = new PendingCommit[isWorthIt ? Math.Min(_waiting.Count, maxBatchSize) : 0];
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i] = _waiting.Dequeue();
            }

            if (batch.Length == 0 && --_inFlight == 0)
            {
                _idle?.SetResult();
                _idle = null;
            }

            return batch;
        }
    }

    private sealed class PendingCommit(RunCommit commit) : TaskCompletionSource<CommitResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public RunCommit Commit => commit;
    }
}
