namespace CodeFirst.EndToEnd.Worker;

/// <summary>What a run saw: the value of each step and the numbers that signals brought.</summary>
public sealed record ChainResult(IReadOnlyList<string> Values, IReadOnlyList<int> Numbers);
