using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Signals or cancels a workflow that is not its child, and returns what it heard.</summary>
[Workflow]
public sealed class CallingWorkflow
{
    public const string Signal = "signal";
    public const string Cancel = "cancel";

    [WorkflowRun]
    public async Task<string> RunAsync(string action, string workflowId)
    {
        var other = Workflow.GetExternalWorkflowHandle<ParcelWorkflow>(workflowId);
        try
        {
            await (action == Signal ? other.SignalAsync(parcel => parcel.SendAsync("called")) : other.CancelAsync());
            return "done";
        }
        catch (FailureException failure)
        {
            return failure.Message;
        }
    }
}
