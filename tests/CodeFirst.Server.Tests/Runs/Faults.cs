using CodeFirst.Storage;
using CodeFirst.Storage.Conformance.Faults;
using CodeFirst.Storage.Sqlite;

namespace CodeFirst.Server.Tests.Runs;

/// <summary>Decides what goes wrong, and when.</summary>
internal sealed class Faults
{
    private int _next = (int)StoreFault.None;

    public IStore Wrap() => new FaultInjectingStore(SqliteStore.OpenMemory(), Plan);

    public void FailNextCommit(StoreFault fault) => Volatile.Write(ref _next, (int)fault);

    private Task<StoreFault> Plan(string method) =>
        Task.FromResult(method == nameof(IStore.CommitAsync) ? (StoreFault)Interlocked.Exchange(ref _next, (int)StoreFault.None) : StoreFault.None);
}
