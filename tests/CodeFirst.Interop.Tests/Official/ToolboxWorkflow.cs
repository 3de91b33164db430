using Temporalio.Common;
using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Uses what needs markers, upserts and eager activities, as its argument says.</summary>
[Workflow]
public sealed class ToolboxWorkflow
{
    public static readonly SearchAttributeKey<string> City = SearchAttributeKey.CreateKeyword("City");

    private bool _isReleased;

    [WorkflowRun]
    public async Task<string> RunAsync(string tool)
    {
        switch (tool)
        {
            case "local":
                return await Workflow.ExecuteLocalActivityAsync((Activities a) => a.Greet("Ada"), new() { StartToCloseTimeout = TimeSpan.FromMinutes(1) });

            case "local-retry":
                var attempt = await Workflow.ExecuteLocalActivityAsync(
                    (Activities a) => a.FailUntil(3),
                    new() { StartToCloseTimeout = TimeSpan.FromMinutes(1), RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(10) } });
                return $"{attempt}";

            case "local-timer":
                var last = await Workflow.ExecuteLocalActivityAsync((Activities a) => a.FailUntil(3), new()
                {
                    StartToCloseTimeout = TimeSpan.FromMinutes(1),
                    RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(150), BackoffCoefficient = 1 },
                    LocalRetryThreshold = TimeSpan.FromMilliseconds(100),
                });
                return $"{last}";

            case "labels":
                Workflow.CurrentDetails = "half way";
                var priority = await Workflow.ExecuteActivityAsync(
                    (Activities a) => a.TellPriority(), new() { StartToCloseTimeout = TimeSpan.FromMinutes(1), Summary = "asks", Priority = new Priority(2) });
                await Workflow.DelayWithOptionsAsync(new DelayOptions(TimeSpan.FromMilliseconds(1), "a nap"));
                return $"{priority}";

            case "patch":
                var isPatched = Workflow.Patched("new-way");
                await Workflow.WaitConditionAsync(() => _isReleased);
                return $"{isPatched}/{Workflow.Patched("new-way")}";

            case "memo":
                Workflow.UpsertMemo(MemoUpdate.ValueSet("note", "fragile"), MemoUpdate.ValueUnset("color"));
                return string.Join(',', Workflow.Memo.Keys.Order());

            case "async-activity":
                return await Workflow.ExecuteActivityAsync(
                    (Activities a) => a.CompleteLater(), new() { StartToCloseTimeout = TimeSpan.FromMinutes(1), ActivityId = "later" });

            case "cancelled-outside":
                await Workflow.ExecuteActivityAsync((Activities a) => a.CompleteLater(), new()
                {
                    StartToCloseTimeout = TimeSpan.FromMinutes(1),
                    ActivityId = "later",
                    CancellationType = ActivityCancellationType.WaitCancellationCompleted,
                });
                return "completed";

            case "fifty":
                var all = Enumerable.Range(0, 50).Select(number => Workflow.ExecuteActivityAsync(
                    (Activities a) => a.Greet($"{number}"), new() { StartToCloseTimeout = TimeSpan.FromMinutes(1) }));
                return $"{(await Workflow.WhenAllAsync(all)).Distinct().Count()}";

            default:
                throw new ArgumentException($"no tool {tool}", nameof(tool));
        }
    }

    [WorkflowSignal]
    public Task ReleaseAsync()
    {
        _isReleased = true;
        return Task.CompletedTask;
    }
}
