namespace CodeFirst.Benchmarks.Nodes;

/// <summary>How client and worker reach the server that is measured. All are in one process; PostgreSQL is in its own.</summary>
internal enum Topology
{
    /// <summary>By gRPC over loopback, as separate services do.</summary>
    Loopback = 1,

    /// <summary>By direct calls, as an application does that embeds the server.</summary>
    Embedded = 2,
}
