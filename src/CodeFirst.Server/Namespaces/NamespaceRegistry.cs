using System.Collections.Frozen;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Server.Errors;
using CodeFirst.Storage;
using CodeFirst.Storage.Namespaces;

namespace CodeFirst.Server.Namespaces;

/// <summary>
/// The namespaces, cached. What the cache does not know is looked up in the store, and what it knows is read anew after a few seconds, because another
/// process may have changed it.
/// </summary>
internal sealed class NamespaceRegistry(IStore store, TimeProvider time)
{
    private const int MaxUpdateAttempts = 10;
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(3);

    private volatile Snapshot _known = new([], 0);
    private int _isRefreshing;

    /// <summary>Finds a namespace by name; refuses NOT_FOUND.</summary>
    public ValueTask<NamespaceRecord> GetAsync(string name, CancellationToken cancellationToken)
    {
        var known = _known;
        return known.ByName.TryGetValue(name, out var record) && IsFresh(known) ? ValueTask.FromResult(record) : LoadAsync(name, record, cancellationToken);
    }

    /// <summary>Finds a namespace by id; refuses NOT_FOUND.</summary>
    public async ValueTask<NamespaceRecord> GetByIdAsync(string id, CancellationToken cancellationToken)
    {
        if (_known.ById.TryGetValue(id, out var known) && IsFresh(_known))
        {
            return known;
        }

        await ListAsync(cancellationToken);
        return _known.ById.TryGetValue(id, out var record) ? record : throw Refusals.NamespaceNotFound(id).ToException();
    }

    /// <summary>Reads a namespace from the store, for what the cached one does not have; refuses NOT_FOUND.</summary>
    public async Task<NamespaceRecord> ReadAsync(string name, CancellationToken cancellationToken)
    {
        await ListAsync(cancellationToken);
        return _known.ByName.TryGetValue(name, out var record) ? record : throw Refusals.NamespaceNotFound(name).ToException();
    }

    /// <summary>Registers a namespace; false when the name is taken.</summary>
    public async Task<bool> TryRegisterAsync(NamespaceRecord record, CancellationToken cancellationToken)
    {
        if (!await store.CreateNamespaceAsync(record, cancellationToken))
        {
            return false;
        }

        await ListAsync(cancellationToken);
        return true;
    }

    /// <summary>Changes a namespace as it is in the store; <paramref name="change"/> may be asked again, and may throw.</summary>
    public async Task<NamespaceRecord> UpdateAsync(string name, Func<NamespaceRecord, NamespaceRecord> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxUpdateAttempts; attempt++)
        {
            var record = await ReadAsync(name, cancellationToken);
            var changed = change(record);
            if (changed == record || await store.UpdateNamespaceAsync(changed, record.Version, cancellationToken))
            {
                await ListAsync(cancellationToken);
                return changed;
            }
        }

        throw Refusals.Unavailable("others are changing this namespace at the same time; try again");
    }

    /// <summary>All namespaces but those that are being removed, ordered by name.</summary>
    public async Task<IReadOnlyList<NamespaceRecord>> ListAsync(CancellationToken cancellationToken)
    {
        var readAt = time.GetTimestamp();
        var records = (await store.ListNamespacesAsync(cancellationToken)).Where(record => record.State != NamespaceState.Deleted).ToList();
        _known = new Snapshot(records, readAt);
        return records;
    }

    private bool IsFresh(Snapshot known) => time.GetElapsedTime(known.ReadAt) < Freshness;

    private async ValueTask<NamespaceRecord> LoadAsync(string name, NamespaceRecord? stale, CancellationToken cancellationToken)
    {
        // One call reads for all; the others make do with what is known.
        if (Interlocked.Exchange(ref _isRefreshing, 1) == 1 && stale is not null)
        {
            return stale;
        }

        try
        {
            return await ReadAsync(name, cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _isRefreshing, 0);
        }
    }

    /// <summary>What was read from the store at one moment.</summary>
    private sealed class Snapshot(IReadOnlyList<NamespaceRecord> records, long readAt)
    {
        public FrozenDictionary<string, NamespaceRecord> ByName { get; } = records.ToFrozenDictionary(record => record.Name, StringComparer.Ordinal);

        public FrozenDictionary<string, NamespaceRecord> ById { get; } = records.ToFrozenDictionary(record => record.Id, StringComparer.Ordinal);

        public long ReadAt { get; } = readAt;
    }
}
