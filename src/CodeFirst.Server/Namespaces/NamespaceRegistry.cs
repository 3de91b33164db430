using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using CodeFirst.Server.Errors;
using CodeFirst.Storage;
using CodeFirst.Storage.Namespaces;

namespace CodeFirst.Server.Namespaces;

/// <summary>The namespaces, cached: they are never renamed. A name that the cache does not know is looked up in the store.</summary>
internal sealed class NamespaceRegistry(IStore store)
{
    private readonly ConcurrentDictionary<string, NamespaceRecord> _byName = new(StringComparer.Ordinal);

    /// <summary>Finds a namespace by name; refuses NOT_FOUND.</summary>
    public ValueTask<NamespaceRecord> GetAsync(string name, CancellationToken cancellationToken) =>
        _byName.TryGetValue(name, out var known) ? ValueTask.FromResult(known) : LoadAsync(name, cancellationToken);

    /// <summary>Finds a namespace by id; refuses NOT_FOUND.</summary>
    public async ValueTask<NamespaceRecord> GetByIdAsync(string id, CancellationToken cancellationToken)
    {
        if (!TryGetById(id, out var known))
        {
            await ListAsync(cancellationToken);
        }

        return known ?? (TryGetById(id, out known) ? known : throw Refusals.NamespaceNotFound(id).ToException());
    }

    /// <summary>Registers a namespace; false when the name is taken.</summary>
    public async Task<bool> TryRegisterAsync(NamespaceRecord record, CancellationToken cancellationToken)
    {
        if (!await store.CreateNamespaceAsync(record, cancellationToken))
        {
            return false;
        }

        _byName[record.Name] = record;
        return true;
    }

    /// <summary>All namespaces, ordered by name.</summary>
    public async Task<IReadOnlyList<NamespaceRecord>> ListAsync(CancellationToken cancellationToken)
    {
        var records = await store.ListNamespacesAsync(cancellationToken);
        foreach (var record in records)
        {
            _byName[record.Name] = record;
        }

        return records;
    }

    private bool TryGetById(string id, [NotNullWhen(true)] out NamespaceRecord? record)
    {
        record = _byName.Values.FirstOrDefault(record => record.Id == id);
        return record is not null;
    }

    private async ValueTask<NamespaceRecord> LoadAsync(string name, CancellationToken cancellationToken)
    {
        await ListAsync(cancellationToken);
        return _byName.TryGetValue(name, out var record) ? record : throw Refusals.NamespaceNotFound(name).ToException();
    }
}
