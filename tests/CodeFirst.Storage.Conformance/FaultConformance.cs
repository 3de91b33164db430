using CodeFirst.Engine;
using CodeFirst.Storage.Conformance.Faults;
using CodeFirst.Storage.Runs;
using Google.Protobuf;

namespace CodeFirst.Storage.Conformance;

/// <summary>The promise to whoever loads, decides and commits in a loop: through failures and rivals, every decision takes effect exactly once.</summary>
public abstract class FaultConformance(IStoreSource source) : StoreConformance(source)
{
    private static readonly RunKey Key = Sample.Key("run-1");

    [Fact]
    public async Task Commit_FailedBefore_ChangedNothingAndMayBeRepeated()
    {
        var failing = FailOnce(StoreFault.Before);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => failing.CommitOneAsync(Sample.Commit(Sample.Write(Key, 0))));

        Assert.Null(await failing.LoadRunAsync(Key, CancellationToken.None));
        Assert.Equal(CommitResult.Committed, await failing.CommitOneAsync(Sample.Commit(Sample.Write(Key, 0))));
    }

    [Fact]
    public async Task Commit_FailedAfter_IsSeenByLoadAndConflictsWhenRepeated()
    {
        var failing = FailOnce(StoreFault.After);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => failing.CommitOneAsync(Sample.Commit(Sample.Write(Key, 0))));

        Assert.Equal(1, (await failing.LoadRunAsync(Key, CancellationToken.None))?.Version);
        Assert.Equal(CommitResult.Conflict, await failing.CommitOneAsync(Sample.Commit(Sample.Write(Key, 0))));
    }

    [Fact]
    public async Task Commit_SlowerThanARival_Conflicts()
    {
        await Store.PutAsync(Sample.Write(Key, 0));
        var gate = new TaskCompletionSource<StoreFault>(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = new FaultInjectingStore(Store, _ => gate.Task);

        var late = slow.CommitOneAsync(Sample.Commit(Sample.Write(Key, 1)));
        await Store.PutAsync(Sample.Write(Key, 1));
        gate.SetResult(StoreFault.None);

        Assert.Equal(CommitResult.Conflict, await late);
    }

    [Fact]
    public async Task LoadDecideCommit_RandomFaultsAndRivals_EveryRequestTakesEffectOnce()
    {
        const int runs = 3;
        const int requestsPerRun = 20;
        var failing = new FaultInjectingStore(Store, RandomFaults(seed: 7));
        var keys = Enumerable.Range(0, runs).Select(i => Sample.Key($"run-{i}", $"workflow-{i}")).ToArray();

        await Task.WhenAll(
            from key in keys
            from request in Enumerable.Range(0, requestsPerRun)
            select Task.Run(() => SignalAsync(failing, key, $"request-{request}")));

        foreach (var key in keys)
        {
            var run = await Store.LoadRunAsync(key, CancellationToken.None);
            var history = await Store.ReadHistoryAsync(key, 1, long.MaxValue, int.MaxValue, CancellationToken.None);
            Assert.Equal(requestsPerRun, run?.Version);
            Assert.Equal(requestsPerRun, run?.State.ReceivedSignalCount);
            Assert.Equal(Enumerable.Range(1, requestsPerRun).Select(id => (long)id), history.Select(batch => batch.FirstEventId));
        }
    }

    /// <summary>What a server does with a request: load, leave when it was heard before, else decide and commit; begin again after a conflict or a failure.</summary>
    private static async Task SignalAsync(FaultInjectingStore store, RunKey key, string requestId)
    {
        while (true)
        {
            try
            {
                var run = await store.LoadRunAsync(key, CancellationToken.None) ?? new StoredRun(0, Sample.State(key, 1), null);
                if (run.State.HasReceivedSignal(requestId)
                    || await store.CommitOneAsync(Sample.Commit(Decide(key, run, requestId))) == CommitResult.Committed)
                {
                    return;
                }
            }
            catch (StoreUnavailableException)
            {
                // The outcome is unknown: the next load tells.
            }
        }
    }

    private static RunWrite Decide(RunKey key, StoredRun run, string requestId)
    {
        var state = new RunState(run.State);
        state.AddReceivedSignal(requestId);
        return Sample.Write(key, run.Version) with { State = state.ToByteArray(), History = [Sample.Batch(state.ReceivedSignalCount, 1)] };
    }

    private FaultInjectingStore FailOnce(StoreFault fault)
    {
        var pending = fault;
        return new FaultInjectingStore(Store, _ =>
        {
            var current = pending;
            pending = StoreFault.None;
            return Task.FromResult(current);
        });
    }

    private static Func<string, Task<StoreFault>> RandomFaults(int seed)
    {
        var random = new Random(seed);
        return async _ =>
        {
            int draw;
            lock (random)
            {
                draw = random.Next(10);
            }

            await Task.Yield();
            return draw switch { 0 => StoreFault.Before, 1 => StoreFault.After, _ => StoreFault.None };
        };
    }
}
