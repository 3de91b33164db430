namespace CodeFirst.Storage.Visibility;

/// <summary>A place in the order of a listing: running runs first, then by close time and start time, newest first, then by run id.</summary>
public sealed record VisibilityCursor(DateTimeOffset? CloseTime, DateTimeOffset StartTime, string RunId);
