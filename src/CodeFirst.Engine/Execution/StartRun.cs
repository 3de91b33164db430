using CodeFirst.Engine.Signals;
using CodeFirst.Protocol.Update.V1;
using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.Execution;

/// <summary>Creates a run and its first workflow task.</summary>
public sealed record StartRun
{
    /// <summary>The namespace's id, not its name.</summary>
    public required string NamespaceId { get; init; }

    /// <summary>The id of the new run.</summary>
    public required string RunId { get; init; }

    /// <summary>A validated start request; its request id is not empty.</summary>
    public required StartWorkflowExecutionRequest Request { get; init; }

    /// <summary>Of a child: who starts it.</summary>
    public ParentLink? Parent { get; init; }

    /// <summary>The signal of a signal-with-start, written before the first workflow task.</summary>
    public InitialSignal? Signal { get; init; }

    /// <summary>The update of an update-with-start, which travels with the first workflow task.</summary>
    public Request? Update { get; init; }
}
