namespace CodeFirst.EndToEnd.ChaosWorker;

/// <summary>What a workflow computed, and the ids of the signals that it received.</summary>
public sealed record MixedResult(IReadOnlyList<string> Values, IReadOnlyList<string> Signals);
