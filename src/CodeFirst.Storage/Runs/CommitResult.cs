namespace CodeFirst.Storage.Runs;

/// <summary>What became of one commit of a batch.</summary>
public enum CommitResult
{
    /// <summary>Durable.</summary>
    Committed = 1,

    /// <summary>A run's version, or the current run, was not the expected one. Nothing was written: load again and decide again.</summary>
    Conflict = 2,
}
