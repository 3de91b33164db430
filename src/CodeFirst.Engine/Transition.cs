using System.Collections.Immutable;
using CodeFirst.Protocol.History.V1;

namespace CodeFirst.Engine;

/// <summary>Everything that one decision changes about one run, committed as a whole.</summary>
public sealed record Transition
{
    /// <summary>The state after the decision. The state that was decided on is never modified.</summary>
    public required RunState State { get; init; }

    /// <summary>Events to append to history: ids consecutive, the first one following the last event stored. Empty when nothing durable happened to history.</summary>
    public ImmutableArray<HistoryEvent> Events { get; init; } = [];

    /// <summary>
    /// Whether the new state must be committed before anybody hears of it. False when nothing changed, and for the start of a workflow task,
    /// which may live in memory: it is dispatched at least once, and its completion decides.
    /// </summary>
    public bool IsDurable { get; init; }

    /// <summary>The first transition of the run that continues this one, to be committed together with it.</summary>
    public Transition? Successor { get; init; }

    /// <summary>What to answer the caller after the commit.</summary>
    public CommandReply? Reply { get; init; }

    /// <summary>Why the caller is refused. A refusal can come with a durable change: a bad completion fails its workflow task.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>Nothing happens; the caller is answered from what is known.</summary>
    internal static Transition Unchanged(RunState state, CommandReply? reply = null) => new() { State = state, Reply = reply };

    /// <summary>Nothing happens, because the command may not.</summary>
    internal static Transition Refused(RunState state, Refusal refusal) => new() { State = state, Refusal = refusal };
}
