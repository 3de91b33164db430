using CodeFirst.Engine;

namespace CodeFirst.Storage.Runs;

/// <summary>A run as it was loaded.</summary>
/// <param name="Version">To expect in the next commit.</param>
/// <param name="State">The state at that version.</param>
public sealed record StoredRun(long Version, RunState State);
