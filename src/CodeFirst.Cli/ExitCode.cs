namespace CodeFirst.Cli;

/// <summary>What the process says when it ends. Scripts rely on these.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>It was understood and could not be done.</summary>
    public const int Failure = 1;

    /// <summary>It was not understood: an unknown command, a bad option or value. Nothing was done.</summary>
    public const int BadUsage = 2;
}
