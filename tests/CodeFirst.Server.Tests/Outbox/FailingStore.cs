using CodeFirst.Storage;
using CodeFirst.Storage.Conformance.Faults;

namespace CodeFirst.Server.Tests.Outbox;

/// <summary>A store in a file that takes a number of commits and then none any more, as if the process had died there.</summary>
internal sealed class FailingStore(int commits) : IDisposable
{
    private readonly StoreFile _file = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    /// <summary>Completes when the first commit failed.</summary>
    public Task Failed => _failed.Task;

    public IStore Open() => new FaultInjectingStore(_file.Open(), Plan);

    /// <summary>The same file, without failures.</summary>
    public IStore Reopen() => _file.Open();

    public void Dispose() => _file.Dispose();

    private Task<StoreFault> Plan(string method)
    {
        if (method != nameof(IStore.CommitAsync) || Interlocked.Increment(ref _count) <= commits)
        {
            return Task.FromResult(StoreFault.None);
        }

        _failed.TrySetResult();
        return Task.FromResult(StoreFault.Before);
    }
}
