using CodeFirst.Engine.Children;
using CodeFirst.Engine.Externals;
using CodeFirst.Engine.Schedules;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Outbox;

// A message to another run, by the id of the event that caused it; also of a run that is closed:
//
//   from      by                                  to
//   none      an event that another run must know waiting, attempt 1; the shell sends it after the commit
//   waiting   its time, without an outcome        waiting, next attempt; the shell sends it again
//   waiting   an outcome                          gone, with the event that tells the workflow
//
// The next time is part of the run's deadline: by it any process finds messages that were not delivered when their sender died.

/// <summary>The messages of a run to other runs.</summary>
internal static class OutboxTransitions
{
    private static readonly TimeSpan InitialInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaximumInterval = TimeSpan.FromMinutes(1);

    public static Transition RecordDelivery(RunState state, RecordDelivery command, DateTimeOffset now)
    {
        var id = command.MessageId;
        if (!state.Outbox.TryGetValue(id, out var message))
        {
            return Transition.Unchanged(state, Answer(state, command));
        }

        var draft = new RunDraft(state, now);
        draft.State.Outbox.Remove(id);
        if (state.IsRunning)
        {
            switch (message.ContentCase)
            {
                case OutboxMessage.ContentOneofCase.StartChild:
                    ChildTransitions.RecordStart(draft, id, message.StartChild, command);
                    break;
                case OutboxMessage.ContentOneofCase.Signal:
                    ExternalTransitions.RecordSignal(draft, id, message.Signal, command.Result);
                    break;
                case OutboxMessage.ContentOneofCase.Cancel:
                    ExternalTransitions.RecordCancel(draft, id, message.Cancel, command.Result);
                    break;
                default:
                    ChildTransitions.RecordParentsAnswer(draft, command.Result);
                    break;
            }
        }

        return draft.Commit(Answer(draft.State, command));
    }

    /// <summary>Adds a message.</summary>
    public static void Add(RunDraft draft, long id, OutboxMessage message) => Add(draft.State, id, message, draft.Timestamp);

    /// <summary>The same on a state that is rebuilt.</summary>
    public static void Add(RunState state, long id, OutboxMessage message, Timestamp time)
    {
        message.CreatedTime = time;
        message.Attempt = 1;
        message.DueTime = time.ToDateTimeOffset().Plus(InitialInterval).ToTimestamp();
        state.Outbox[id] = message;
    }

    /// <summary>Sends again what is due, and what the close of the run has to tell: a last step of every durable transition.</summary>
    public static void Settle(RunDraft draft)
    {
        if (draft.IsClosing)
        {
            ChildTransitions.Leave(draft);
            ScheduleNotices.Leave(draft);
        }

        if (draft.State.Outbox.Count == 0)
        {
            return;
        }

        foreach (var (id, message) in draft.State.Outbox.Where(message => message.Value.DueTime.ToDateTimeOffset() <= draft.Now).ToList())
        {
            var again = message.Clone();
            again.Attempt++;
            var interval = InitialInterval * Math.Pow(2, Math.Min(message.Attempt, 10));
            again.DueTime = draft.Now.Plus(interval < MaximumInterval ? interval : MaximumInterval).ToTimestamp();
            draft.State.Outbox[id] = again;
        }
    }

    private static ChildStartAnswer? Answer(RunState state, RecordDelivery command) => command.RunId.Length == 0
        ? null
        : new ChildStartAnswer(ChildTransitions.Status(state, command.MessageId, command.RunId));
}
