using CodeFirst.Storage.Conformance;

namespace CodeFirst.Storage.Sqlite.Tests;

public sealed class MemoryStores : IStoreSource
{
    public Task<IStore> OpenAsync() => Task.FromResult<IStore>(SqliteStore.OpenMemory());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
