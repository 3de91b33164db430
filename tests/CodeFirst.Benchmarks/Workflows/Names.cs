namespace CodeFirst.Benchmarks.Workflows;

internal static class Names
{
    public const string TaskQueue = "bench";
}
