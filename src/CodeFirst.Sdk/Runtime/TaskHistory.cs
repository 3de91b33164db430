using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf;

namespace CodeFirst.Sdk.Runtime;

/// <summary>Gathers the events that a workflow task needs.</summary>
internal static class TaskHistory
{
    /// <summary>Whether a cached run can go on with what a task brings, rather than being replayed from the beginning.</summary>
    public static bool Continues(PollWorkflowTaskQueueResponse task, WorkflowRun run)
    {
        // The last workflow task the server saw completed has to be the last one the run did: otherwise an answer of the run was lost or refused.
        var answersAreKnown = task.PreviousStartedEventId == run.LastEventId || (task.Query is not null && task.PreviousStartedEventId == 0);
        return answersAreKnown && (task.History is not { Events: [var first, ..] } || first.EventId <= run.LastEventId + 1);
    }

    /// <summary>Reads what the task does not bring itself.</summary>
    /// <param name="task">As it was polled.</param>
    /// <param name="isContinued">Whether a cached run goes on; otherwise the events begin with the first.</param>
    /// <param name="source">The server.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IReadOnlyList<HistoryEvent>> ReadAsync(PollWorkflowTaskQueueResponse task, bool isContinued, IHistorySource source, CancellationToken cancellationToken)
    {
        var brought = task.History?.Events ?? [];
        if (isContinued || (brought.Count > 0 && brought[0].EventId == 1))
        {
            if (task.NextPageToken.IsEmpty)
            {
                return brought;
            }

            List<HistoryEvent> continued = [.. brought];
            await ReadPagesAsync(task, continued, task.NextPageToken, source, cancellationToken).ConfigureAwait(false);
            return continued;
        }

        List<HistoryEvent> events = [];
        await ReadPagesAsync(task, events, ByteString.Empty, source, cancellationToken).ConfigureAwait(false);

        // A workflow task that was retried is not in the stored history yet: its events come with the task alone.
        foreach (var historyEvent in brought)
        {
            Append(task, events, historyEvent);
        }

        return events;
    }

    private static async Task ReadPagesAsync(PollWorkflowTaskQueueResponse task, List<HistoryEvent> events, ByteString pageToken, IHistorySource source, CancellationToken cancellationToken)
    {
        do
        {
            (var page, pageToken) = await source.ReadPageAsync(task.WorkflowExecution, pageToken, cancellationToken).ConfigureAwait(false);
            foreach (var historyEvent in page)
            {
                Append(task, events, historyEvent);
            }
        }
        while (!pageToken.IsEmpty);
    }

    private static void Append(PollWorkflowTaskQueueResponse task, List<HistoryEvent> events, HistoryEvent historyEvent)
    {
        var isNew = events.Count == 0 || historyEvent.EventId > events[^1].EventId;
        var isPartOfTask = task.Query is not null || historyEvent.EventId <= task.StartedEventId;
        if (isNew && isPartOfTask)
        {
            events.Add(historyEvent);
        }
    }
}
