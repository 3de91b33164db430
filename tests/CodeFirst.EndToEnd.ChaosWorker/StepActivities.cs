using Temporalio.Activities;

namespace CodeFirst.EndToEnd.ChaosWorker;

/// <summary>Activities with an effect outside of the workflow.</summary>
public sealed class StepActivities(Ledger ledger)
{
    /// <summary>Returns a value that no other attempt returns.</summary>
    [Activity]
    public string Compute()
    {
        var info = ActivityExecutionContext.Current.Info;
        var value = Guid.NewGuid().ToString();
        ledger.Write($"{info.WorkflowRunId}/{info.ActivityId}", info.Attempt, value);
        return value;
    }
}
