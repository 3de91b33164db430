namespace CodeFirst.Engine;

/// <summary>What follows from a workflow task alone.</summary>
public sealed partial class WorkflowTaskState
{
    /// <summary>Whether its scheduled and started events exist only in the poll response.</summary>
    internal bool IsUnrecorded => IsTransient || IsSpeculative;
}
