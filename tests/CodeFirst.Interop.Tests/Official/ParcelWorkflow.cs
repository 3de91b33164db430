using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>A child that does what its order says.</summary>
[Workflow]
public sealed class ParcelWorkflow
{
    public const string Sleep = "sleep";
    public const string Wait = "wait";
    public const string Fail = "fail";
    public const string FailTwice = "fail-twice";
    public const string Family = "family";
    public const string ContinueAsNew = "continue-as-new";

    private string? _signal;

    [WorkflowSignal]
    public Task SendAsync(string signal)
    {
        _signal = signal;
        return Task.CompletedTask;
    }

    [WorkflowRun]
    public async Task<string> RunAsync(string order)
    {
        switch (order)
        {
            case Sleep:
                await Workflow.DelayAsync(TimeSpan.FromDays(1));
                return "awake";
            case Wait:
                await Workflow.WaitConditionAsync(() => _signal is not null);
                return _signal!;
            case FailTwice when Workflow.Info.Attempt == 3:
                return $"delivered at attempt {Workflow.Info.Attempt}";
            case Fail or FailTwice:
                throw new ApplicationFailureException("lost", errorType: "Lost");
            case Family:
                return $"{Workflow.Info.Parent?.WorkflowId} {Workflow.Info.Root?.WorkflowId}";
            case ContinueAsNew when Workflow.Info.ContinuedRunId is null:
                throw Workflow.CreateContinueAsNewException((ParcelWorkflow workflow) => workflow.RunAsync(order));
            default:
                return $"delivered {order}";
        }
    }
}
