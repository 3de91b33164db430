using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.ErrorDetails.V1;

namespace CodeFirst.Engine;

/// <summary>The refusals that several concepts share, worded as clients of the API know them.</summary>
internal static class Refusals
{
    public static readonly Refusal RunNotFound = NotFound("workflow execution not found");

    public static readonly Refusal RunClosed = NotFound("workflow execution already completed");

    public static readonly Refusal RunClosing = new(
        RefusalCode.ResourceExhausted,
        "workflow operation can not be applied because workflow is closing",
        new ResourceExhaustedFailure { Cause = ResourceExhaustedCause.BusyWorkflow, Scope = ResourceExhaustedScope.Namespace });

    public static readonly Refusal WorkflowTaskNotFound = NotFound("Workflow task not found.");

    public static readonly Refusal WorkflowTaskProlongedTooLong = NotFound("workflow task heartbeat timeout");

    public static readonly Refusal WorkflowTaskFailing = NotReady("Unable to perform workflow execution update due to Workflow Task in failed state.");

    public static readonly Refusal ActivityNotFound = NotFound("invalid activityID or activity already timed out or invoking workflow is completed");

    public static readonly Refusal ChildNotFound = NotFound("Pending child execution not found.");

    public static readonly Refusal NotTheParent = NotFound("workflow parent does not match");

    public static Refusal InvalidArgument(string message) => new(RefusalCode.InvalidArgument, message);

    public static Refusal FailedPrecondition(string message) => new(RefusalCode.FailedPrecondition, message);

    /// <summary>The same where the run may be ready later.</summary>
    public static Refusal NotReady(string message) => new(RefusalCode.FailedPrecondition, message, new WorkflowNotReadyFailure());

    public static Refusal TooManyAtOnce(string message) => new(
        RefusalCode.ResourceExhausted,
        message,
        new ResourceExhaustedFailure { Cause = ResourceExhaustedCause.ConcurrentLimit, Scope = ResourceExhaustedScope.Namespace });

    private static Refusal NotFound(string message) => new(RefusalCode.NotFound, message, new NotFoundFailure());
}
