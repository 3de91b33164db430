using System.Collections.Immutable;

namespace CodeFirst.Storage.Runs;

/// <summary>
/// What one transition commits, all or nothing: one run, or a run that closes together with the run that follows it under the same workflow id, or with
/// the one that a reset makes of an earlier run, which is marked.
/// </summary>
public sealed record RunCommit
{
    /// <summary>One to three writes, all of the same namespace and workflow id.</summary>
    public required ImmutableArray<RunWrite> Runs { get; init; }

    /// <summary>Set when the commit changes which run is the current one of its workflow id.</summary>
    public CurrentRunChange? CurrentRun { get; init; }
}
