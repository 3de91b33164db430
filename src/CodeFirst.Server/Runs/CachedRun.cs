using CodeFirst.Engine;
using CodeFirst.Storage.Runs;

namespace CodeFirst.Server.Runs;

/// <summary>A run as its host holds it between decisions.</summary>
/// <param name="Key">Which run.</param>
/// <param name="Version">The version in the store.</param>
/// <param name="Stored">The state in the store.</param>
/// <param name="Current">The state decided last; differs from the stored one while a started workflow task lives in memory only.</param>
/// <param name="StoredDeadline">The deadline in the store, which may be earlier than that of the state.</param>
/// <param name="Tail">The last committed events.</param>
internal sealed record CachedRun(RunKey Key, long Version, RunState Stored, RunState Current, DateTimeOffset? StoredDeadline, HistoryTail Tail)
{
    /// <summary>Whether dropping it would forget something.</summary>
    public bool IsAhead => !ReferenceEquals(Stored, Current);

    public RunView ToView() => new()
    {
        Key = Key,
        State = Current,
        TransitionCount = Version,
        EndEventId = Current.NextEventId - Current.UnwrittenEvents.Count,
        Tail = Tail,
    };
}
