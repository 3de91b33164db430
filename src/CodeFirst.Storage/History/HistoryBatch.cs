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
    /// <summary>The id after the last event.</summary>
    public long NextEventId => FirstEventId + EventCount;

    /// <summary>Serialises events; null when there are none.</summary>
    public static HistoryBatch? From(IReadOnlyList<HistoryEvent> events) =>
        events.Count == 0 ? null : new HistoryBatch(events[0].EventId, events.Count, new HistoryMessage { Events = { events } }.ToByteArray());
}
