using CodeFirst.Storage;
using CodeFirst.Storage.Conformance.Faults;
using CodeFirst.Storage.Sqlite;

namespace CodeFirst.Server.Tests.Outbox;

/// <summary>A store in a file that takes a number of commits and then none any more, as if the process had died there.</summary>
internal sealed class FailingStore(int commits)
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("codefirst-outbox").FullName, "store.db");
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    /// <summary>Completes when the first commit failed.</summary>
    public Task Failed => _failed.Task;

    public IStore Open() => new FaultInjectingStore(SqliteStore.OpenFile(_path), Plan);

    /// <summary>The same file, without failures.</summary>
    public IStore Reopen() => SqliteStore.OpenFile(_path);

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
