using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Timers;

// A timer, by its id:
//
//   from                 by                      to
//   none                 StartTimer command      started
//   started              StartTimer command      fault: duplicate id
//   started              its time                fired: gone, TimerFired
//   started              CancelTimer command     canceled: gone, TimerCanceled
//   fired, in buffer     CancelTimer command     canceled: the buffered TimerFired never comes
//   none                 CancelTimer command     fault: unknown id
//
// Timers fire in TimerTransitions.

/// <summary>The commands about timers.</summary>
internal static class TimerCommands
{
    public static CommandFault? Start(CommandSequence sequence, Command command)
    {
        var attributes = command.StartTimerCommandAttributes;
        if (CommandLimits.CheckId("TimerId", attributes?.TimerId) is { } idFault)
        {
            return new CommandFault(WorkflowTaskFailedCause.BadStartTimerAttributes, idFault);
        }

        var timerId = attributes!.TimerId;
        var timeout = attributes.StartToFireTimeout.ToSpan();
        if (timeout < TimeSpan.Zero)
        {
            return new CommandFault(WorkflowTaskFailedCause.BadStartTimerAttributes, $"An invalid StartToFireTimeout is set on StartTimerCommand: {timeout} is negative. TimerId={timerId}");
        }

        var draft = sequence.Draft;
        if (draft.State.Timers.ContainsKey(timerId))
        {
            return new CommandFault(WorkflowTaskFailedCause.StartTimerDuplicateId, $"A timer with the id '{timerId}' is already started.");
        }

        var started = sequence.Write(
            new HistoryEvent
            {
                EventType = EventType.TimerStarted,
                TimerStartedEventAttributes = new()
                {
                    TimerId = timerId,
                    StartToFireTimeout = attributes.StartToFireTimeout,
                    WorkflowTaskCompletedEventId = sequence.CompletedEventId,
                },
            },
            command);
        draft.State.Timers[timerId] = new TimerState
        {
            TimerId = timerId,
            StartedEventId = started.EventId,
            FireTime = draft.Now.Plus(timeout).ToTimestamp(),
        };
        return null;
    }

    public static CommandFault? Cancel(CommandSequence sequence, Command command)
    {
        var timerId = command.CancelTimerCommandAttributes?.TimerId;
        if (CommandLimits.CheckId("TimerId", timerId) is { } idFault)
        {
            return new CommandFault(WorkflowTaskFailedCause.BadCancelTimerAttributes, idFault);
        }

        if (Remove(sequence.Draft.State, timerId!) is not { } startedEventId)
        {
            return new CommandFault(WorkflowTaskFailedCause.BadCancelTimerAttributes, $"No timer with the id '{timerId}' is started.");
        }

        sequence.Write(
            new HistoryEvent
            {
                EventType = EventType.TimerCanceled,
                TimerCanceledEventAttributes = new()
                {
                    TimerId = timerId,
                    StartedEventId = startedEventId,
                    WorkflowTaskCompletedEventId = sequence.CompletedEventId,
                    Identity = sequence.Identity,
                },
            },
            command);
        return null;
    }

    private static long? Remove(RunState state, string timerId)
    {
        if (state.Timers.TryGetValue(timerId, out var timer))
        {
            state.Timers.Remove(timerId);
            return timer.StartedEventId;
        }

        var fired = state.BufferedEvents.FirstOrDefault(buffered => buffered.TimerFiredEventAttributes?.TimerId == timerId);
        if (fired is null)
        {
            return null;
        }

        state.BufferedEvents.Remove(fired);
        return fired.TimerFiredEventAttributes.StartedEventId;
    }
}
