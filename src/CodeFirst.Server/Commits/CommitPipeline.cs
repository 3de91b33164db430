using CodeFirst.Storage;
using CodeFirst.Storage.Runs;

namespace CodeFirst.Server.Commits;

/// <summary>
/// Groups the commits of many hosts. While a slot is free a commit goes to the store at once; commits that arrive while all are busy wait
/// and go together, so load makes groups and an idle server adds no latency. A host has one commit under way at a time, so no batch names a run twice.
/// </summary>
internal sealed class CommitPipeline(IStore store, int maxBatchesInFlight, int maxBatchSize)
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
            if (_inFlight == maxBatchesInFlight)
            {
                _waiting.Enqueue(pending);
                return pending.Task;
            }

            _inFlight++;
        }

        _ = RunSlotAsync([pending]);
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

    private async Task RunSlotAsync(PendingCommit[] batch)
    {
        do
        {
            await CommitBatchAsync(batch);
            batch = TakeNextBatch();
        }
        while (batch.Length > 0);
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
            var batch = new PendingCommit[Math.Min(_waiting.Count, maxBatchSize)];
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
