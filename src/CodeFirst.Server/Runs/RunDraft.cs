using System.Collections.Immutable;
using CodeFirst.Engine;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Storage.Runs;

namespace CodeFirst.Server.Runs;

/// <summary>One run while decisions about it are collected.</summary>
internal sealed class RunDraft
{
    private readonly List<HistoryEvent> _events = [];

    /// <summary>Drafts changes of a run that is in the store.</summary>
    public RunDraft(CachedRun origin)
    {
        Origin = origin;
        Key = origin.Key;
        State = origin.Current;
        UnstoredEvents = origin.UnstoredEvents;
    }

    /// <summary>Drafts a new run.</summary>
    public RunDraft(RunKey key, Transition first)
    {
        Key = key;
        State = first.State;
        UnstoredEvents = [];
        Apply(first);
    }

    public CachedRun? Origin { get; }

    public RunKey Key { get; }

    public RunState State { get; private set; }

    public bool IsChanged { get; private set; }

    public bool IsDurable { get; private set; }

    /// <summary>What the commit writes; null until <see cref="BuildWrite"/> and for changes that live in memory only.</summary>
    public RunWrite? Write { get; private set; }

    private ImmutableArray<HistoryEvent> UnstoredEvents { get; set; }

    public void Apply(Transition transition)
    {
        IsChanged |= transition.IsDurable || !ReferenceEquals(State, transition.State);
        IsDurable |= transition.IsDurable;
        State = transition.State;
        _events.AddRange(transition.Events);
        if (transition.Reply is WorkflowTaskStarted started)
        {
            UnstoredEvents = started.UnstoredEvents;
        }
    }

    public RunWrite BuildWrite() => Write = RunWrite.From(Origin?.Stored, Origin?.Version ?? 0, State, _events);

    /// <summary>The run after the commit.</summary>
    public CachedRun ToCached() =>
        IsDurable
            ? new CachedRun(Key, (Origin?.Version ?? 0) + 1, State, State, (Origin?.Tail ?? HistoryTail.Empty).Append(_events), UnstoredEvents)
            : Origin! with { Current = State, UnstoredEvents = UnstoredEvents };
}
