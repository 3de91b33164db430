using CodeFirst.Protocol.Common.V1;

namespace CodeFirst.Engine.Execution;

/// <summary>Changes the options of a run; nothing is written when they are so already.</summary>
/// <param name="Priority">The parts to change.</param>
/// <param name="Paths">Which parts: the whole priority or fields of it, as a field mask names them.</param>
/// <param name="Identity">Who wants it.</param>
public sealed record UpdateRunOptions(Priority? Priority, IReadOnlyCollection<string> Paths, string Identity) : RunCommand
{
    /// <summary>The paths that there are.</summary>
    public static IReadOnlyCollection<string> KnownPaths { get; } = ["priority", "priority.priority_key", "priority.fairness_key", "priority.fairness_weight"];
}
