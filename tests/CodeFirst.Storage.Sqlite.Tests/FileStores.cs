using CodeFirst.Storage.Conformance;

namespace CodeFirst.Storage.Sqlite.Tests;

public sealed class FileStores : IStoreSource
{
    private readonly TemporaryFolder _folder = new();

    public Task<IStore> OpenAsync() => Task.FromResult<IStore>(SqliteStore.OpenFile(_folder.GetPath("store.db")));

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
