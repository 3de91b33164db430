using System.Collections.Immutable;

namespace CodeFirst.Storage.Runs;

/// <summary>What the store holds of one workflow id, by which a process checks what it has at hand.</summary>
/// <param name="CurrentRunId">The current run; null when there never was one.</param>
/// <param name="Versions">The versions of the runs that were asked for, in their order; zero where there is no such run.</param>
public sealed record WorkflowVersions(string? CurrentRunId, ImmutableArray<long> Versions);
