using CodeFirst.Benchmarks.Nodes;

namespace CodeFirst.Benchmarks.Workloads;

/// <summary>How to measure.</summary>
/// <param name="Store">The store's location.</param>
/// <param name="Topology">How client and worker reach the server.</param>
/// <param name="Duration">How long a closed loop measures.</param>
/// <param name="Sleepers">How many workflows W4 lets sleep.</param>
internal sealed record WorkloadSettings(string Store, Topology Topology, TimeSpan Duration, int Sleepers);
