namespace CodeFirst.Storage.Runs;

/// <summary>A run whose deadline lies before some time.</summary>
public readonly record struct DueRun(RunKey Key, DateTimeOffset Deadline);
