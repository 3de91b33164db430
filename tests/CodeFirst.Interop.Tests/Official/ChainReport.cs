namespace CodeFirst.Interop.Tests.Official;

/// <summary>What a run knows of the chain it belongs to.</summary>
public sealed record ChainReport(
    string FirstRunId,
    string? ContinuedRunId,
    TimeSpan? ExecutionTimeout,
    TimeSpan? RunTimeout,
    int Attempt,
    string? Owner,
    int? PriorityKey);
