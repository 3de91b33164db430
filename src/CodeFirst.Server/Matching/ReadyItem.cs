using CodeFirst.Engine.Tasks;
using CodeFirst.Storage.Runs;

namespace CodeFirst.Server.Matching;

/// <summary>A ready task. It is also a row in the store, so it may be dropped from memory at any time.</summary>
internal sealed record ReadyItem(RunKey Run, ReadyTask Task, bool IsSticky) : QueueItem(Run, IsSticky)
{
    private string? _requestId;

    /// <summary>The same however often this item is handed out: a start whose outcome got lost can be repeated.</summary>
    public string RequestId => _requestId ??= Guid.NewGuid().ToString();
}
