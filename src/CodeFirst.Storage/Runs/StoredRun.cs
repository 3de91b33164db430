using CodeFirst.Engine;

namespace CodeFirst.Storage.Runs;

/// <summary>A run as it was loaded.</summary>
/// <param name="Version">To expect in the next commit.</param>
/// <param name="State">The state at that version. It names the run.</param>
/// <param name="Deadline">The stored deadline, at or before the state's.</param>
public sealed record StoredRun(long Version, RunState State, DateTimeOffset? Deadline);
