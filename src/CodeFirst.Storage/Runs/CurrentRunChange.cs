namespace CodeFirst.Storage.Runs;

/// <summary>Makes a run the current one of its workflow id, if the current one still is what the decision saw.</summary>
/// <param name="ExpectedRunId">The current run the decision saw; null when there was none.</param>
/// <param name="NewRunId">The run that becomes current.</param>
public sealed record CurrentRunChange(string? ExpectedRunId, string NewRunId);
