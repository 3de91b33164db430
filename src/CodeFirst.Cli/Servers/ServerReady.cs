namespace CodeFirst.Cli.Servers;

/// <summary>What a server says when it listens.</summary>
internal sealed record ServerReady(string Address, string? Metrics, string Store, string Namespace);
