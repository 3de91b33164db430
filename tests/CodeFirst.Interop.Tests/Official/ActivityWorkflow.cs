using Temporalio.Common;
using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Calls one activity by name and returns what it returns as text.</summary>
[Workflow]
public sealed class ActivityWorkflow
{
    private static readonly ActivityOptions Options = new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(30),
        HeartbeatTimeout = TimeSpan.FromSeconds(1),
        CancellationType = ActivityCancellationType.WaitCancellationCompleted,
        RetryPolicy = new RetryPolicy { InitialInterval = TimeSpan.FromMilliseconds(10), BackoffCoefficient = 1 },
    };

    [WorkflowRun]
    public async Task<string> RunAsync(string activity) => activity switch
    {
        nameof(Activities.FailUntil) => $"{await Workflow.ExecuteActivityAsync((Activities activities) => activities.FailUntil(3), Options)}",
        "ReturnLastHeartbeat" => await Workflow.ExecuteActivityAsync((Activities activities) => activities.ReturnLastHeartbeatAsync(), Options),
        "HeartbeatForever" => await RunAsync(Workflow.ExecuteActivityAsync((Activities activities) => activities.HeartbeatForeverAsync(), Options)),
        "FinishSecondAttempt" => await RunAsync(Workflow.ExecuteActivityAsync((Activities activities) => activities.FinishSecondAttemptAsync(), Options)),
        "LongLocal" => await RunAsync(Workflow.ExecuteLocalActivityAsync((Activities activities) => activities.TakeLongAsync(), new LocalActivityOptions
        {
            StartToCloseTimeout = TimeSpan.FromSeconds(30),
        })),
        "NeverEnd" => await RunAsync(Workflow.ExecuteActivityAsync((Activities activities) => activities.NeverEndAsync(), new ActivityOptions
        {
            StartToCloseTimeout = TimeSpan.FromMilliseconds(100),
            RetryPolicy = new RetryPolicy { MaximumAttempts = 1 },
        })),
        _ => await RunAsync(Workflow.ExecuteActivityAsync((Activities activities) => activities.Fail(), Options)),
    };

    private static async Task<string> RunAsync(Task activity)
    {
        await activity;
        return "done";
    }
}
