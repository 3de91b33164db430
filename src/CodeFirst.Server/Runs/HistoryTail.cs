using System.Collections.Immutable;
using CodeFirst.Protocol.History.V1;

namespace CodeFirst.Server.Runs;

/// <summary>
/// The last committed events of a run, kept so that handing out its next workflow task needs no read. Bounded by count and bytes: what does not fit
/// is read from the store.
/// </summary>
internal sealed record HistoryTail(ImmutableArray<HistoryEvent> Events, int Bytes)
{
    private const int MaxEvents = 64;
    private const int MaxBytes = 64 * 1024;

    public static HistoryTail Empty { get; } = new([], 0);

    /// <summary>Whether every event from <paramref name="firstEventId"/> to the end is here.</summary>
    public bool Covers(long firstEventId) => !Events.IsEmpty && Events[0].EventId <= firstEventId;

    /// <summary>With the events of one commit after it.</summary>
    /// <param name="events">The events.</param>
    /// <param name="bytes">How large they are.</param>
    public HistoryTail Append(IReadOnlyCollection<HistoryEvent> events, int bytes)
    {
        if (bytes > MaxBytes || events.Count > MaxEvents)
        {
            return Empty;
        }

        return Events.Length + events.Count > MaxEvents || Bytes + bytes > MaxBytes
            ? new HistoryTail([.. events], bytes)
            : new HistoryTail([.. Events, .. events], Bytes + bytes);
    }
}
