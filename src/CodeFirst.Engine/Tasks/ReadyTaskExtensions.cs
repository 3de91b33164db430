using System.Collections.Immutable;

namespace CodeFirst.Engine.Tasks;

/// <summary>Sets of ready tasks, which mostly hold one or none.</summary>
public static class ReadyTaskExtensions
{
    /// <summary>The tasks that are not among others, in their order.</summary>
    public static ImmutableArray<ReadyTask> Without(this ImmutableArray<ReadyTask> tasks, ImmutableArray<ReadyTask> others) =>
        tasks.IsEmpty || others.IsEmpty ? tasks : [.. tasks.Except(others)];
}
