namespace CodeFirst.Storage.Conformance;

/// <summary>The base of every suite: a migrated, empty store for each test.</summary>
public abstract class StoreConformance(IStoreSource source) : IAsyncLifetime
{
    protected IStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Store = await source.OpenAsync();
        await Store.MigrateAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Store.DisposeAsync();
        await source.DisposeAsync();
    }
}
