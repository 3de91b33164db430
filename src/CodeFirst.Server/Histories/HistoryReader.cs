using System.Runtime.CompilerServices;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Server.Runs;
using CodeFirst.Storage;
using CodeFirst.Storage.Runs;
using History = CodeFirst.Protocol.History.V1.History;

namespace CodeFirst.Server.Histories;

/// <summary>Reads the history of a run: what is at hand from memory, the rest from the store.</summary>
internal sealed class HistoryReader(IStore store)
{
    /// <summary>A page ends after the event that passes this size: with a large one still below the 4 MB that clients take by default.</summary>
    private const int MaxPageBytes = 1024 * 1024;

    /// <summary>The store reads forwards, and a page ends by its size: so many events at a time are read for one that goes backwards.</summary>
    private const int ReverseStep = 32;

    /// <summary>The most events of a page, and how many it has when the caller does not say.</summary>
    public const int MaxPageSize = 1000;

    /// <summary>
    /// Reads events from <paramref name="firstEventId"/> up to, not including, <paramref name="endEventId"/>. Events beyond the committed ones come from
    /// memory, where the view has them.
    /// </summary>
    public async Task<HistoryPage> ReadAsync(RunView view, long firstEventId, long endEventId, int pageSize, CancellationToken cancellationToken)
    {
        var page = new PageBuilder(firstEventId, pageSize);
        var storedEnd = Math.Min(endEventId, view.EndEventId);
        if (page.NextEventId < storedEnd)
        {
            if (view.Tail.Covers(page.NextEventId))
            {
                page.Add(view.Tail.Events, storedEnd);
            }
            else
            {
                foreach (var batch in await store.ReadHistoryAsync(view.Key, page.NextEventId, storedEnd, MaxPageBytes, cancellationToken))
                {
                    page.Add(History.Parser.ParseFrom(batch.Events.Span).Events, storedEnd);
                }
            }
        }

        if (page.NextEventId >= view.EndEventId)
        {
            page.Add(view.State.GetUnstoredEvents(), endEventId);
        }

        return new HistoryPage(page.History, page.NextEventId);
    }

    /// <summary>Reads the committed events before <paramref name="endEventId"/>, the last one first.</summary>
    public async Task<HistoryPage> ReadReverseAsync(RunView view, long endEventId, int pageSize, CancellationToken cancellationToken)
    {
        var page = new History();
        var next = Math.Min(endEventId, view.EndEventId);
        var bytes = 0;
        while (next > 1 && page.Events.Count < pageSize && bytes < MaxPageBytes)
        {
            var first = Math.Max(1, next - Math.Min(ReverseStep, pageSize - page.Events.Count));
            var events = new List<HistoryEvent>();
            await foreach (var historyEvent in ReadAllAsync(view.Key, first, next, cancellationToken))
            {
                events.Add(historyEvent);
            }

            for (var i = events.Count - 1; i >= 0 && bytes < MaxPageBytes; i--)
            {
                page.Events.Add(events[i]);
                bytes += events[i].CalculateSize();
                next = events[i].EventId;
            }
        }

        return new HistoryPage(page, next);
    }

    /// <summary>Reads the committed events from <paramref name="firstEventId"/> up to, not including, <paramref name="endEventId"/>, a page at a time.</summary>
    public async IAsyncEnumerable<HistoryEvent> ReadAllAsync(
        RunKey run,
        long firstEventId,
        long endEventId,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var next = firstEventId;
        while (next < endEventId)
        {
            var batches = await store.ReadHistoryAsync(run, next, endEventId, MaxPageBytes, cancellationToken);
            if (batches.Count == 0)
            {
                yield break;
            }

            foreach (var historyEvent in batches.SelectMany(batch => History.Parser.ParseFrom(batch.Events.Span).Events))
            {
                if (historyEvent.EventId >= next && historyEvent.EventId < endEventId)
                {
                    next = historyEvent.EventId + 1;
                    yield return historyEvent;
                }
            }
        }
    }

    /// <summary>Takes events in order until the page is full.</summary>
    private sealed class PageBuilder(long firstEventId, int pageSize)
    {
        private int _bytes;

        public History History { get; } = new();

        public long NextEventId { get; private set; } = firstEventId;

        public void Add(IEnumerable<HistoryEvent> events, long end)
        {
            foreach (var historyEvent in events)
            {
                if (historyEvent.EventId >= end || History.Events.Count >= pageSize || _bytes >= MaxPageBytes)
                {
                    break;
                }

                if (historyEvent.EventId == NextEventId)
                {
                    History.Events.Add(historyEvent);
                    _bytes += historyEvent.CalculateSize();
                    NextEventId++;
                }
            }
        }
    }
}
