namespace CodeFirst.Storage.Conformance;

/// <summary>Where a suite gets its store from. Disposing it removes what the store left behind.</summary>
public interface IStoreSource : IAsyncDisposable
{
    /// <summary>Opens an empty store that nobody else uses.</summary>
    Task<IStore> OpenAsync();
}
