using CodeFirst.Protocol.History.V1;
using CodeFirst.Server.Runs;
using CodeFirst.Storage;
using History = CodeFirst.Protocol.History.V1.History;

namespace CodeFirst.Server.Histories;

/// <summary>Reads the history of a run: what is at hand from memory, the rest from the store.</summary>
internal sealed class HistoryReader(IStore store)
{
    /// <summary>A page ends after the batch of events that passes this size: well below the 4 MB that clients take by default.</summary>
    private const int MaxPageBytes = 1024 * 1024;

    /// <summary>The most events of a page, and how many it has when the caller does not say.</summary>
    public const int MaxPageSize = 1000;

    /// <summary>
    /// Reads events from <paramref name="firstEventId"/> up to, not including, <paramref name="endEventId"/>. Events beyond the committed ones come from
    /// memory, where the view has them.
    /// </summary>
    public async Task<HistoryPage> ReadAsync(RunView view, long firstEventId, long endEventId, int pageSize, CancellationToken cancellationToken)
    {
        var history = new History();
        var next = firstEventId;
        var storedEnd = Math.Min(endEventId, view.EndEventId);
        if (next < storedEnd)
        {
            next = view.Tail.Covers(next)
                ? Add(history, view.Tail.Events, next, storedEnd, pageSize)
                : await AddStoredAsync(history, view, next, storedEnd, pageSize, cancellationToken);
        }

        if (next >= view.EndEventId && next < endEventId)
        {
            next = Add(history, view.State.GetUnstoredEvents(), next, endEventId, pageSize);
        }

        return new HistoryPage(history, next);
    }

    private async Task<long> AddStoredAsync(
        History history,
        RunView view,
        long next,
        long end,
        int pageSize,
        CancellationToken cancellationToken)
    {
        foreach (var batch in await store.ReadHistoryAsync(view.Key, next, end, MaxPageBytes, cancellationToken))
        {
            next = Add(history, History.Parser.ParseFrom(batch.Events.Span).Events, next, end, pageSize);
        }

        return next;
    }

    private static long Add(History history, IEnumerable<HistoryEvent> events, long next, long end, int pageSize)
    {
        foreach (var historyEvent in events)
        {
            if (historyEvent.EventId >= end || history.Events.Count >= pageSize)
            {
                break;
            }

            if (historyEvent.EventId == next)
            {
                history.Events.Add(historyEvent);
                next++;
            }
        }

        return next;
    }
}
