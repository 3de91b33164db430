using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.Protocol.V1;
using CodeFirst.Protocol.Update.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Updates;

// What a worker says of an update, by the update's state:
//
//   message      admitted                   accepted                     none
//   Acceptance   accepted, UpdateAccepted   fault                        fault
//   Rejection    rejected: no event         fault                        ignored: the update is gone
//   Response     fault                      completed, UpdateCompleted   fault
//
// A PROTOCOL_MESSAGE command says where among the commands a message takes effect; the others follow after all commands.

/// <summary>The messages about updates that travel with a workflow task and its completion.</summary>
internal sealed class UpdateMessages(RunDraft draft, IReadOnlyList<Message> messages)
{
    private readonly HashSet<Message> _applied = new(ReferenceEqualityComparer.Instance);
    private readonly ImmutableArray<RejectedUpdate>.Builder _rejected = ImmutableArray.CreateBuilder<RejectedUpdate>();

    /// <summary>The updates that were rejected, in order.</summary>
    public ImmutableArray<RejectedUpdate> Rejected => _rejected.ToImmutable();

    /// <summary>
    /// The messages to send with a workflow task that was just started: they take effect after the events before its start. An update that was
    /// admitted by an event has none: the worker takes the request from history, and would run it twice.
    /// </summary>
    public static ImmutableArray<Message> ToWorker(RunState state) =>
    [
        .. UpdateTransitions.Waiting(state).Where(update => update.AdmittedEventId == 0).Select(update => new Message
        {
            Id = RequestMessageId(update.UpdateId),
            ProtocolInstanceId = update.UpdateId,
            EventId = state.WorkflowTask.StartedEventId - 1,
            Body = Any.Pack(update.Request),
        }),
    ];

    /// <summary>Applies the message that a command names.</summary>
    public CommandFault? Apply(Command command)
    {
        var id = command.ProtocolMessageCommandAttributes?.MessageId;
        if (CommandLimits.CheckId("MessageId", id) is { } idFault)
        {
            return Fault(idFault);
        }

        return messages.FirstOrDefault(message => message.Id == id && !_applied.Contains(message)) is { } named
            ? Apply(named)
            : Fault($"ProtocolMessageCommand references absent message ID {id}");
    }

    /// <summary>Applies the messages that no command names.</summary>
    public CommandFault? ApplyRemaining()
    {
        foreach (var message in messages)
        {
            if (!_applied.Contains(message) && Apply(message) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>Rejects the updates that the worker was given and did not answer: it does not know of updates.</summary>
    public void RejectUnanswered(IEnumerable<string> updateIds)
    {
        foreach (var updateId in updateIds)
        {
            if (UpdateTransitions.Find(draft.State, updateId) is { AcceptedEventId: 0 })
            {
                Reject(updateId, new Rejection { Failure = UpdateFailures.Unanswered });
            }
        }
    }

    private CommandFault? Apply(Message message)
    {
        _applied.Add(message);
        if (CommandLimits.CheckSize(message) is { } sizeFault)
        {
            return sizeFault;
        }

        var updateId = message.ProtocolInstanceId;
        if (TryUnpack(message, Acceptance.Parser, out var acceptance))
        {
            return Accept(updateId, acceptance);
        }

        if (TryUnpack(message, Rejection.Parser, out var rejection))
        {
            return Reject(updateId, rejection);
        }

        return TryUnpack(message, Response.Parser, out var response)
            ? Complete(updateId, response)
            : Fault($"the body of message {message.Id} is not set, malformed or of an unknown type: {message.Body?.TypeUrl}");
    }

    private CommandFault? Accept(string updateId, Acceptance acceptance)
    {
        if (UpdateTransitions.Find(draft.State, updateId) is not { } update)
        {
            return NotFound(updateId);
        }

        if (update.AcceptedEventId > 0)
        {
            return Fault($"update {updateId} is accepted already");
        }

        var accepted = draft.Write(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionUpdateAccepted,
            WorkflowExecutionUpdateAcceptedEventAttributes = new()
            {
                ProtocolInstanceId = updateId,
                AcceptedRequestMessageId = acceptance.AcceptedRequestMessageId,
                AcceptedRequestSequencingEventId = acceptance.AcceptedRequestSequencingEventId,

                // Of an update that was admitted by an event, that event has it.
                AcceptedRequest = update.AdmittedEventId > 0 ? null : update.Request,
            },
        });
        UpdateTransitions.Replay(draft.State, accepted);
        return null;
    }

    private CommandFault? Reject(string updateId, Rejection rejection)
    {
        if (UpdateTransitions.Find(draft.State, updateId) is { AcceptedEventId: > 0 })
        {
            return Fault($"update {updateId} is accepted already and cannot be rejected");
        }

        UpdateTransitions.Remove(draft.State, updateId);
        _rejected.Add(new RejectedUpdate { UpdateId = updateId, Failure = rejection.Failure ?? new() { Message = "The update was rejected without a reason." } });
        return null;
    }

    private CommandFault? Complete(string updateId, Response response)
    {
        if (UpdateTransitions.Find(draft.State, updateId) is not { } update)
        {
            return NotFound(updateId);
        }

        if (update.AcceptedEventId == 0)
        {
            return Fault($"update {updateId} is completed before it is accepted");
        }

        if (response.Outcome is null || response.Meta is null || response.Meta.UpdateId != updateId)
        {
            return Fault($"the response to update {updateId} has no outcome, or is of another update");
        }

        var completed = draft.Write(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionUpdateCompleted,
            WorkflowExecutionUpdateCompletedEventAttributes = new()
            {
                Meta = response.Meta,
                AcceptedEventId = update.AcceptedEventId,
                Outcome = response.Outcome,
            },
        });
        UpdateTransitions.Replay(draft.State, completed);
        return null;
    }

    private static bool TryUnpack<T>(Message message, MessageParser<T> parser, [NotNullWhen(true)] out T? body)
        where T : class, IMessage<T>, new()
    {
        body = null;
        if (message.Body?.Is(new T().Descriptor) is not true)
        {
            return false;
        }

        try
        {
            body = parser.ParseFrom(message.Body.Value);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    private static string RequestMessageId(string updateId) => $"{updateId}/request";

    private static CommandFault NotFound(string updateId) => Fault($"update {updateId} wasn't found on the server");

    private static CommandFault Fault(string text) => new(WorkflowTaskFailedCause.BadUpdateWorkflowExecutionMessage, text);
}
