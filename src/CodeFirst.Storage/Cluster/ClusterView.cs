namespace CodeFirst.Storage.Cluster;

/// <summary>Where a node stands among the living ones, ordered by id. Two nodes may disagree for a moment: it divides work and decides nothing.</summary>
/// <param name="Index">This node's place, from zero.</param>
/// <param name="Count">How many live.</param>
public readonly record struct ClusterView(int Index, int Count);
