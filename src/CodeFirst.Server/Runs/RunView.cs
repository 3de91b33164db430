using CodeFirst.Engine;
using CodeFirst.Storage.Runs;

namespace CodeFirst.Server.Runs;

/// <summary>What readers see of a run: an immutable moment of it.</summary>
internal sealed record RunView
{
    public required RunKey Key { get; init; }

    /// <summary>The state, including what lives in memory only.</summary>
    public required RunState State { get; init; }

    /// <summary>How many transitions led to what is committed.</summary>
    public required long TransitionCount { get; init; }

    /// <summary>The id after the last event that is committed.</summary>
    public required long EndEventId { get; init; }

    /// <summary>The last committed events, where they are at hand.</summary>
    public required HistoryTail Tail { get; init; }
}
