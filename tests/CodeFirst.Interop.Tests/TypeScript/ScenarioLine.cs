namespace CodeFirst.Interop.Tests.TypeScript;

/// <summary>What the scripts print of a scenario.</summary>
internal sealed record ScenarioLine(string Scenario, bool Passed, int Milliseconds, string? Error = null);
