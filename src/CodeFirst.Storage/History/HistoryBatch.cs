namespace CodeFirst.Storage.History;

/// <summary>Consecutive events as one row.</summary>
/// <param name="FirstEventId">Of the first event.</param>
/// <param name="EventCount">How many there are.</param>
/// <param name="Events">The bytes of a temporal.api.history.v1.History message. Concatenated batches are again one History message.</param>
public sealed record HistoryBatch(long FirstEventId, int EventCount, ReadOnlyMemory<byte> Events)
{
    /// <summary>The id after the last event.</summary>
    public long NextEventId => FirstEventId + EventCount;
}
