namespace CodeFirst.EndToEnd.Tests.Chaos;

/// <summary>What is killed.</summary>
internal enum ChaosVictim
{
    /// <summary>One of the servers.</summary>
    Server,

    /// <summary>Both servers.</summary>
    BothServers,

    /// <summary>One of the workers.</summary>
    Worker,

    /// <summary>PostgreSQL with all its processes.</summary>
    Postgres,
}
