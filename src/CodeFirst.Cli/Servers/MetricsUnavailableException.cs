namespace CodeFirst.Cli.Servers;

/// <summary>The address for metrics cannot be listened on; the message says what to do.</summary>
internal sealed class MetricsUnavailableException(string message) : Exception(message);
