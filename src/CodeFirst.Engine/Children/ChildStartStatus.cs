namespace CodeFirst.Engine.Children;

/// <summary>How far the start of a child has come, as its parent knows it.</summary>
public enum ChildStartStatus
{
    /// <summary>The start is under way: its outcome is not recorded yet.</summary>
    Pending = 1,

    /// <summary>The start is recorded: the child may run.</summary>
    Started = 2,

    /// <summary>The parent does not know the child, and will not: it closed before it recorded the start.</summary>
    Unknown = 3,
}
