using CodeFirst.Protocol.Common.V1;

namespace CodeFirst.Engine.Externals;

/// <summary>The run by whose code another run is signalled, canceled or terminated.</summary>
/// <param name="Execution">The caller.</param>
/// <param name="OriginalRunId">The run whose history begins the caller's: a reset run has the children of the run it was made from.</param>
/// <param name="InitiatedEventId">The event of the caller's history that asked for it.</param>
/// <param name="ChildOnly">Whether only a child of the caller is meant.</param>
public sealed record ExternalCaller(WorkflowExecution Execution, string OriginalRunId, long InitiatedEventId, bool ChildOnly)
{
    /// <summary>Whether the caller may do it to this run. Null is a client, which may.</summary>
    internal static bool MayCall(ExternalCaller? caller, RunState state) =>
        caller is not { ChildOnly: true }
        || (state.Parent is { } parent
            && parent.WorkflowId == caller.Execution.WorkflowId
            && (parent.RunId == caller.Execution.RunId || parent.RunId == caller.OriginalRunId));
}
