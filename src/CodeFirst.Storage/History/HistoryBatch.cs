using System.Collections.Immutable;
using Google.Protobuf;
using HistoryEvent = CodeFirst.Protocol.History.V1.HistoryEvent;
using HistoryMessage = CodeFirst.Protocol.History.V1.History;

namespace CodeFirst.Storage.History;

/// <summary>Consecutive events as one row.</summary>
/// <param name="FirstEventId">Of the first event.</param>
/// <param name="EventCount">How many there are.</param>
/// <param name="Events">The bytes of a temporal.api.history.v1.History message. Concatenated batches are again one History message.</param>
public sealed record HistoryBatch(long FirstEventId, int EventCount, ReadOnlyMemory<byte> Events)
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>The id after the last event.</summary>
    public long NextEventId => FirstEventId + EventCount;

    /// <summary>Serialises events; null when there are none.</summary>
    public static HistoryBatch? From(IReadOnlyList<HistoryEvent> events) =>
        events.Count == 0 ? null : new HistoryBatch(events[0].EventId, events.Count, new HistoryMessage { Events = { events } }.ToByteArray());

    /// <summary>
    /// Serialises events, of which there may be none: as one batch, or as several where one would be too large to be read for a page of it, as when a run
    /// begins with another's history.
    /// </summary>
    public static ImmutableArray<HistoryBatch> Split(IReadOnlyList<HistoryEvent> events)
    {
        if (From(events) is not { } whole)
        {
            return [];
        }

        if (whole.Events.Length <= MaxBytes)
        {
            return [whole];
        }

        var batches = ImmutableArray.CreateBuilder<HistoryBatch>();
        for (var start = 0; start < events.Count;)
        {
            var end = start;
            for (var bytes = 0; end < events.Count && bytes < MaxBytes; end++)
            {
                bytes += events[end].CalculateSize();
            }

            batches.Add(From([.. events.Skip(start).Take(end - start)])!);
            start = end;
        }

        return batches.DrainToImmutable();
    }
}
