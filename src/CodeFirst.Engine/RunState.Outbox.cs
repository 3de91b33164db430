namespace CodeFirst.Engine;

/// <summary>The messages of a run to others.</summary>
public sealed partial class RunState
{
    /// <summary>The id of the event that every history begins with, and of a child's question to its parent.</summary>
    public const long StartedEventId = 1;

    /// <summary>Whether a child waits for its parent to record its start.</summary>
    public bool AwaitsParent => Outbox.TryGetValue(StartedEventId, out var message) && message.ContentCase == OutboxMessage.ContentOneofCase.ConfirmStart;

    /// <summary>Whether the first workflow task is not to be scheduled yet.</summary>
    public bool IsHeldBack => WorkflowTaskBackoffUntil is not null || AwaitsParent;

    /// <summary>The messages to send now, in the order of their ids: those that were not to be sent, or were an earlier attempt, in <paramref name="before"/>.</summary>
    /// <param name="before">The state before; null to send all.</param>
    public IReadOnlyList<KeyValuePair<long, OutboxMessage>> GetMessagesToSend(RunState? before)
    {
        if (Outbox.Count == 0)
        {
            return [];
        }

        var sent = before?.GetSendable().ToDictionary(message => message.Key, message => message.Value.Attempt) ?? [];
        return [.. GetSendable().Where(message => sent.GetValueOrDefault(message.Key) != message.Value.Attempt)];
    }

    // What is meant for a child waits until the child is there, and a child's first question is answered unasked.
    private IEnumerable<KeyValuePair<long, OutboxMessage>> GetSendable()
    {
        var starting = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in Outbox.OrderBy(entry => entry.Key))
        {
            var message = entry.Value;
            var isSendable = message.ContentCase switch
            {
                OutboxMessage.ContentOneofCase.StartChild => starting.Add(message.StartChild.Attributes.WorkflowId),
                OutboxMessage.ContentOneofCase.Signal => !starting.Contains(message.Signal.WorkflowExecution.WorkflowId),
                OutboxMessage.ContentOneofCase.Cancel => !starting.Contains(message.Cancel.WorkflowExecution.WorkflowId),
                OutboxMessage.ContentOneofCase.ConfirmStart => message.Attempt > 1,
                _ => true,
            };
            if (isSendable)
            {
                yield return entry;
            }
        }
    }
}
