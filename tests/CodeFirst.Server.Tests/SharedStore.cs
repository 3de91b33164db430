using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using CodeFirst.Storage;
using CodeFirst.Storage.Cluster;
using CodeFirst.Storage.Sqlite;

namespace CodeFirst.Server.Tests;

/// <summary>A store in memory that several servers of one test share, each through its own door, as processes share a database.</summary>
internal sealed class SharedStore : IAsyncDisposable
{
    private readonly SqliteStore _store = SqliteStore.OpenMemory();
    private readonly List<string> _nodes = [];
    private readonly ConcurrentBag<Action<StoreHint>> _listeners = [];

    public IStore OpenDoor()
    {
        var door = DispatchProxy.Create<IStore, Door>();
        ((Door)(object)door).Shared = this;
        return door;
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private ClusterView Beat(string nodeId)
    {
        lock (_nodes)
        {
            if (!_nodes.Contains(nodeId))
            {
                _nodes.Add(nodeId);
            }

            return new ClusterView(_nodes.IndexOf(nodeId), _nodes.Count);
        }
    }

    private void Leave(string nodeId)
    {
        lock (_nodes)
        {
            _nodes.Remove(nodeId);
        }
    }

    private void Notify(IReadOnlyList<StoreHint> hints)
    {
        foreach (var listener in _listeners)
        {
            foreach (var hint in hints)
            {
                listener(hint);
            }
        }
    }

    private Task ListenAsync(Action<StoreHint> onHint, CancellationToken cancellationToken)
    {
        _listeners.Add(onHint);
        return Task.Delay(Timeout.Infinite, cancellationToken);
    }

    /// <summary>Passes everything on, except what concerns the company of the others.</summary>
    [SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "The proxy is a class derived from it at run time.")]
    internal class Door : DispatchProxy
    {
        public SharedStore Shared { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            switch (targetMethod!.Name)
            {
                case nameof(IStore.HeartbeatNodeAsync):
                    return Task.FromResult(Shared.Beat((string)args![0]!));
                case nameof(IStore.LeaveAsync):
                    Shared.Leave((string)args![0]!);
                    return Task.CompletedTask;
                case nameof(IStore.NotifyAsync):
                    Shared.Notify((IReadOnlyList<StoreHint>)args![0]!);
                    return Task.CompletedTask;
                case nameof(IStore.ListenAsync):
                    return Shared.ListenAsync((Action<StoreHint>)args![1]!, (CancellationToken)args[2]!);
                case nameof(IAsyncDisposable.DisposeAsync):
                    return ValueTask.CompletedTask;
                default:
                    return targetMethod.Invoke(Shared._store, args);
            }
        }
    }
}
