using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Engine.WorkflowTasks;

/// <summary>Why a worker's commands cannot be carried out.</summary>
/// <param name="Cause">Recorded with the failed workflow task.</param>
/// <param name="Message">What is wrong and where; empty when the cause says it all.</param>
public sealed record CommandFault(WorkflowTaskFailedCause Cause, string Message = "")
{
    /// <summary>Whether the run ends by it: its worker would send the same again with every attempt.</summary>
    public bool TerminatesRun { get; init; }

    /// <summary>What the worker is told. SDKs compare the text of an unhandled command, so a cause without a message stands alone.</summary>
    public string Text => Message.Length == 0 ? Cause.ToString() : $"{Cause}: {Message}";
}
