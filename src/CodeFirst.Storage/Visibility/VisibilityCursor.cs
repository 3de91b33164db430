namespace CodeFirst.Storage.Visibility;

/// <summary>A place in the order of a listing: running runs first, then by close time, start time and run id, all descending.</summary>
public sealed record VisibilityCursor(DateTimeOffset? CloseTime, DateTimeOffset StartTime, string RunId);
