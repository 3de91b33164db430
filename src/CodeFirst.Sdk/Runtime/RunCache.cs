namespace CodeFirst.Sdk.Runtime;

/// <summary>
/// The runs between their tasks, the least recently used of which make way for others. A run is taken out while a task works on it, so that no two tasks work on
/// the same one.
/// </summary>
internal sealed class RunCache(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string RunId, WorkflowRun Run)>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<(string RunId, WorkflowRun Run)> _byUse = new();

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _nodes.Count;
            }
        }
    }

    public WorkflowRun? Take(string runId)
    {
        lock (_lock)
        {
            if (!_nodes.Remove(runId, out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            return node.Value.Run;
        }
    }

    /// <summary>Keeps a run. Of two that were made for tasks at the same time, the one that saw more stays.</summary>
    public void Put(string runId, WorkflowRun run)
    {
        if (capacity == 0)
        {
            return;
        }

        lock (_lock)
        {
            if (_nodes.Remove(runId, out var other))
            {
                _byUse.Remove(other);
                run = other.Value.Run.LastEventId > run.LastEventId ? other.Value.Run : run;
            }
            else if (_nodes.Count >= capacity)
            {
                _nodes.Remove(_byUse.Last!.Value.RunId);
                _byUse.RemoveLast();
            }

            _nodes.Add(runId, _byUse.AddFirst((runId, run)));
        }
    }
}
