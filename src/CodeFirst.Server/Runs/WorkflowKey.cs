using CodeFirst.Storage.Runs;

namespace CodeFirst.Server.Runs;

/// <summary>Names a workflow id of a namespace, that is, all its runs. They share a slot and a host.</summary>
internal readonly record struct WorkflowKey(string NamespaceId, string WorkflowId)
{
    public RunKey Run(string runId) => new(NamespaceId, WorkflowId, runId);
}
