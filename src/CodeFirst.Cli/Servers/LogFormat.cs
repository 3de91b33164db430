namespace CodeFirst.Cli.Servers;

/// <summary>How log lines are written.</summary>
internal enum LogFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>An object a line, for machines.</summary>
    Json,
}
