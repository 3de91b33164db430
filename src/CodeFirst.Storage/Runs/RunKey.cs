namespace CodeFirst.Storage.Runs;

/// <summary>Names one run.</summary>
/// <param name="NamespaceId">The namespace's id, a UUID, not its name.</param>
/// <param name="WorkflowId">Shared by all runs of a workflow execution chain.</param>
/// <param name="RunId">A UUID in lower case.</param>
public readonly record struct RunKey(string NamespaceId, string WorkflowId, string RunId)
{
    /// <summary>The distribution column that every primary key starts with.</summary>
    public int Slot => Slots.Of(NamespaceId, WorkflowId);
}
