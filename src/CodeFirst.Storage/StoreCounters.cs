namespace CodeFirst.Storage;

/// <summary>What a store has done since it was opened, for counting the price of a workflow.</summary>
/// <param name="Commits">Database transactions that wrote.</param>
/// <param name="RowsWritten">Rows inserted, updated or deleted in them.</param>
/// <param name="RoundTrips">Times that a request went to a database server and its answer was waited for; an embedded store makes none.</param>
public readonly record struct StoreCounters(long Commits, long RowsWritten, long RoundTrips);
