using CodeFirst.Protocol.Failure.V1;

namespace CodeFirst.Engine.Updates;

/// <summary>The failures that the server itself gives an update, as clients of the API know them.</summary>
internal static class UpdateFailures
{
    /// <summary>The outcome of an update that was accepted by a run that closed without completing it.</summary>
    public static Failure RunClosed { get; } = Create(
        "AcceptedUpdateCompletedWorkflow",
        "Workflow Update failed because the Workflow completed before the Update completed.");

    /// <summary>The rejection of an update that a worker was given and did not answer.</summary>
    public static Failure Unanswered { get; } = Create(
        "UnprocessedUpdate",
        "Workflow Update is rejected because it wasn't processed by worker. Probably, Workflow Update is not supported by the worker.");

    private static Failure Create(string type, string message) => new()
    {
        Message = message,
        Source = "Server",
        ApplicationFailureInfo = new ApplicationFailureInfo { Type = type, NonRetryable = true },
    };
}
