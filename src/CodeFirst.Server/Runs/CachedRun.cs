using System.Collections.Immutable;
using CodeFirst.Engine;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Storage.Runs;

namespace CodeFirst.Server.Runs;

/// <summary>A run as its host holds it between decisions.</summary>
/// <param name="Key">Which run.</param>
/// <param name="Version">The version in the store.</param>
/// <param name="Stored">The state in the store.</param>
/// <param name="Current">The state decided last; differs from the stored one while a started workflow task lives in memory only.</param>
/// <param name="Tail">The last committed events.</param>
/// <param name="UnstoredEvents">The events at the end of the started workflow task's history that are not in the store.</param>
internal sealed record CachedRun(
    RunKey Key,
    long Version,
    RunState Stored,
    RunState Current,
    HistoryTail Tail,
    ImmutableArray<HistoryEvent> UnstoredEvents)
{
    /// <summary>Whether dropping it would forget something.</summary>
    public bool IsAhead => !ReferenceEquals(Stored, Current);

    public RunView ToView()
    {
        var end = Current.NextEventId - Current.UnwrittenEvents.Count;
        var isTaskStarted = Current.WorkflowTask is { StartedTime: not null };
        return new RunView
        {
            Key = Key,
            State = Current,
            EndEventId = end,
            Tail = Tail,
            UnstoredEvents = isTaskStarted ? UnstoredEvents.RemoveAll(e => e.EventId < end) : [],
        };
    }
}
