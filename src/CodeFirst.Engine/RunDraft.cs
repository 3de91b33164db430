using System.Collections.Immutable;
using CodeFirst.Engine.Activities;
using CodeFirst.Engine.Children;
using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Outbox;
using CodeFirst.Engine.Updates;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.History.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine;

/// <summary>
/// A transition in the making: a fork of the state that is decided on, and the events written so far. Events take ids in the order they are written,
/// except those that happen to a run whose workflow task is started: they wait in the buffer, because the worker has not seen them.
/// </summary>
internal sealed class RunDraft
{
    private readonly ImmutableArray<HistoryEvent>.Builder _events = ImmutableArray.CreateBuilder<HistoryEvent>();
    private readonly bool _wasRunning;

    /// <summary>Drafts a change of an existing run.</summary>
    public RunDraft(RunState state, DateTimeOffset now)
        : this(now, state.Fork())
    {
        _events.AddRange(State.UnwrittenEvents);
        State.UnwrittenEvents.Clear();
    }

    private RunDraft(DateTimeOffset now, RunState state)
    {
        State = state;
        _wasRunning = state.IsRunning;
        Now = now;
        Timestamp = now.ToTimestamp();
    }

    /// <summary>The state as it becomes. Messages inside are shared with the state decided on until replaced.</summary>
    public RunState State { get; }

    public DateTimeOffset Now { get; }

    public Timestamp Timestamp { get; }

    /// <summary>Whether the run closes by what is drafted.</summary>
    public bool IsClosing => _wasRunning && !State.IsRunning;

    /// <summary>The event written last.</summary>
    public HistoryEvent LastEvent => _events[^1];

    /// <summary>Whether something happened that workflow code must be told.</summary>
    public bool NeedsWorkflowTask { get; private set; }

    /// <summary>Whether the next workflow task brings events that the attempt before did not have.</summary>
    public bool HasNews { get; private set; }

    /// <summary>The attempt of the next workflow task, if it brings no news.</summary>
    public int NextAttempt { get; set; } = 1;

    /// <summary>When the worker began to prolong its workflow task by asking for another one; null when it does not.</summary>
    public Timestamp? ProlongedSince { get; set; }

    /// <summary>Whether the next workflow task retries to close the run.</summary>
    public bool ClosesRun { get; set; }

    /// <summary>Drafts a new run.</summary>
    public static RunDraft ForNewRun(RunState state, DateTimeOffset now) => new(now, state);

    /// <summary>Appends an event to history; the events of a speculative workflow task come before it.</summary>
    public HistoryEvent Write(HistoryEvent historyEvent, Timestamp? time = null)
    {
        SpeculativeTask.Record(this);
        historyEvent.EventId = State.NextEventId++;
        historyEvent.EventTime = time ?? Timestamp;
        State.HistorySizeBytes += historyEvent.CalculateSize();
        _events.Add(historyEvent);
        return historyEvent;
    }

    /// <summary>
    /// Records something that happened to the run and that workflow code must be told: appended to history at once, or buffered while a workflow task is started.
    /// A buffered event has no id yet.
    /// </summary>
    public HistoryEvent Record(HistoryEvent historyEvent, Timestamp? time = null)
    {
        NeedsWorkflowTask = true;
        if (State.WorkflowTask is not { StartedEventId: > 0 })
        {
            HasNews = true;
            return Write(historyEvent, time);
        }

        return Buffer(historyEvent, time);
    }

    /// <summary>The same for something that workflow code need not be told: no workflow task is made for it.</summary>
    public HistoryEvent Note(HistoryEvent historyEvent) =>
        State.WorkflowTask is { StartedEventId: > 0 } ? Buffer(historyEvent, time: null) : Write(historyEvent);

    public void RequireWorkflowTask() => NeedsWorkflowTask = true;

    /// <summary>
    /// Appends the buffered events in the order they came, but what ends an activity or a child after everything else, so that its start precedes it.
    /// </summary>
    public void FlushBufferedEvents()
    {
        if (State.BufferedEvents.Count == 0)
        {
            return;
        }

        var startedEventIds = new Dictionary<long, long>();
        foreach (var buffered in State.BufferedEvents)
        {
            if (ActivityEvents.EndedActivity(buffered) == 0 && ChildEvents.EndedChild(buffered) == 0)
            {
                var written = Write(buffered.Clone(), buffered.EventTime);
                RunOptions.IndexRequestId(State, written);
                if (written.ActivityTaskStartedEventAttributes is { } started)
                {
                    startedEventIds[started.ScheduledEventId] = written.EventId;
                }
                else if (written.ChildWorkflowExecutionStartedEventAttributes is { } startedChild)
                {
                    startedEventIds[startedChild.InitiatedEventId] = written.EventId;
                    ChildTransitions.SetStartedEventId(State, startedChild.InitiatedEventId, written.EventId);
                }
            }
        }

        foreach (var buffered in State.BufferedEvents)
        {
            if (ActivityEvents.EndedActivity(buffered) is > 0 and var scheduledEventId)
            {
                var ending = buffered.Clone();
                ActivityEvents.SetStartedEventId(ending, startedEventIds.GetValueOrDefault(scheduledEventId));
                Write(ending, buffered.EventTime);
            }
            else if (ChildEvents.EndedChild(buffered) is > 0 and var initiatedEventId)
            {
                var ending = buffered.Clone();
                if (startedEventIds.TryGetValue(initiatedEventId, out var startedEventId))
                {
                    ChildEvents.SetStartedEventId(ending, startedEventId);
                }

                Write(ending, buffered.EventTime);
            }
        }

        State.BufferedEvents.Clear();
        NeedsWorkflowTask = true;
        HasNews = true;
    }

    /// <summary>Ends the draft as a durable transition, with a workflow task if the run needs one.</summary>
    public Transition Commit(CommandReply? reply = null, Refusal? refusal = null, Transition? successor = null)
    {
        SpeculativeTask.Record(this);
        RunTransitions.EnforceLimits(this);
        WorkflowTaskTransitions.Settle(this);
        OutboxTransitions.Settle(this);
        UpdateTransitions.MarkStored(State);
        return new Transition
        {
            State = State,
            Events = _events.DrainToImmutable(),
            IsDurable = true,
            Successor = successor,
            Reply = reply,
            Refusal = refusal,
        };
    }

    /// <summary>Ends the draft as a transition that lives in memory until something durable follows.</summary>
    public Transition KeepInMemory()
    {
        State.UnwrittenEvents.AddRange(_events);
        return new Transition { State = State };
    }

    private HistoryEvent Buffer(HistoryEvent historyEvent, Timestamp? time)
    {
        historyEvent.EventTime = time ?? Timestamp;
        State.BufferedEvents.Add(historyEvent);
        return historyEvent;
    }
}
