using CodeFirst.Engine;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Storage.Runs;

namespace CodeFirst.Server.Runs;

/// <summary>One run while decisions about it are collected.</summary>
internal sealed class RunDraft
{
    private readonly CachedRun? _origin;
    private readonly List<HistoryEvent> _events = [];

    /// <summary>Drafts changes of a run that is in the store.</summary>
    public RunDraft(CachedRun origin)
    {
        _origin = origin;
        Key = origin.Key;
        State = origin.Current;
    }

    /// <summary>Drafts a new run.</summary>
    public RunDraft(RunKey key, Transition first)
    {
        Key = key;
        State = first.State;
        Apply(first);
    }

    public RunKey Key { get; }

    public RunState State { get; private set; }

    public bool IsChanged { get; private set; }

    public bool IsDurable { get; private set; }

    /// <summary>What the commit writes; null until <see cref="BuildWrite"/> and for changes that live in memory only.</summary>
    public RunWrite? Write { get; private set; }

    private long Version => _origin?.Version ?? 0;

    public void Apply(Transition transition)
    {
        IsChanged |= transition.IsDurable || !ReferenceEquals(State, transition.State);
        IsDurable |= transition.IsDurable;
        State = transition.State;
        _events.AddRange(transition.Events);
    }

    public RunWrite BuildWrite() => Write = RunWrite.From(_origin?.Stored, Version, State, _events);

    /// <summary>The run after the commit.</summary>
    public CachedRun ToCached() =>
        IsDurable
            ? new CachedRun(Key, Version + 1, State, State, (_origin?.Tail ?? HistoryTail.Empty).Append(_events))
            : _origin! with { Current = State };
}
