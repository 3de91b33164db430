using CodeFirst.Storage;
using CodeFirst.Storage.Sqlite;

namespace CodeFirst.Server.Tests;

/// <summary>A store that one server after another opens.</summary>
internal sealed class StoreFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("codefirst-server-");

    public IStore Open() => SqliteStore.OpenFile(Path.Combine(_folder.FullName, "store.db"));

    public void Dispose() => _folder.Delete(recursive: true);
}
