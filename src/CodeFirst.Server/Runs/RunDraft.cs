using System.Collections.Immutable;
using CodeFirst.Engine;
using CodeFirst.Engine.Tasks;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Storage.Runs;

namespace CodeFirst.Server.Runs;

/// <summary>One run while decisions about it are collected.</summary>
internal sealed class RunDraft
{
    private readonly CachedRun? _origin;
    private readonly List<HistoryEvent> _events = [];
    private RunState? _handedOut;

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

    /// <summary>The events to append.</summary>
    public IReadOnlyList<HistoryEvent> Events => _events;

    /// <summary>Tasks that became ready in this draft.</summary>
    public ImmutableArray<ReadyTask> GetNewTasks() => State.GetReadyTasks().Without(_origin?.Current.GetReadyTasks() ?? []);

    /// <summary>The run as it was last stored; null for a new one.</summary>
    public RunState? Before => _origin?.Stored;

    private long Version => _origin?.Version ?? 0;

    // What the store gets: the state, except that a task handed out in this draft is only marked so.
    private RunState Stored => _handedOut ?? State;

    public void Apply(Transition transition)
    {
        IsChanged |= transition.IsDurable || !ReferenceEquals(State, transition.State);
        IsDurable |= transition.IsDurable;
        _handedOut = transition.IsDurable ? null : _handedOut;
        State = transition.State;
        _events.AddRange(transition.Events);
    }

    /// <summary>Applies the start of a scheduled workflow task. One that lives in memory is marked as handed out in what the store gets.</summary>
    public void Start(Transition start, DateTimeOffset now)
    {
        var stored = start.IsDurable ? null : HandedOutTask.Mark(State, now);
        Apply(start);
        _handedOut = stored;
    }

    /// <summary>Has the stored deadline replaced that is over, or it would be found again and again. A start in memory is about to be written anyway.</summary>
    public void RenewDeadline(DateTimeOffset now)
    {
        if (!IsChanged && _origin is { IsAhead: false, StoredDeadline: { } deadline } && deadline <= now)
        {
            IsChanged = true;
            IsDurable = true;
        }
    }

    public RunWrite BuildWrite(DateTimeOffset now)
    {
        var kept = _origin?.StoredDeadline > now ? _origin.StoredDeadline : null;
        return Write = RunWrite.From(_origin?.Stored, Version, Stored, _events, kept);
    }

    /// <summary>The run after the commit. One whose memory came to nothing, such as a rejected update, is what the store has again.</summary>
    public CachedRun ToCached() =>
        IsDurable
            ? new CachedRun(Key, Version + 1, Stored, State, Write!.Deadline.Apply(_origin?.StoredDeadline), GetTail())
            : _origin! with { Current = State.Equals(_origin.Stored) ? _origin.Stored : State };

    // Of a closed run only the end is asked for, by those who wait for its result.
    private HistoryTail GetTail() =>
        (State.IsRunning && _origin is not null ? _origin.Tail : HistoryTail.Empty).Append(_events, Write!.History.Sum(batch => batch.Events.Length));
}
