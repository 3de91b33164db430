namespace CodeFirst.Server.Runs;

/// <summary>Which run of a workflow id is meant.</summary>
/// <param name="RunId">Empty for the current run.</param>
/// <param name="FirstRunId">When not empty, the run must belong to the chain that began with this one.</param>
internal readonly record struct RunTarget(string RunId, string FirstRunId = "");
