namespace CodeFirst.Benchmarks;

/// <summary>The location of a store that several processes open one after the other.</summary>
internal sealed class TemporaryStore : IDisposable
{
    private readonly TemporaryFolder? _folder;

    public TemporaryStore(string location)
    {
        _folder = location == BenchmarkStore.TemporaryFile ? new TemporaryFolder() : null;
        Location = _folder is null ? location : "sqlite:" + System.IO.Path.Combine(_folder.Path, "bench.db");
    }

    public string Location { get; }

    public void Dispose() => _folder?.Dispose();
}
