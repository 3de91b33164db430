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
                return await Workflow.ExecuteLocalActivityAsync((Activities a) => a.Greet("Ada"), new() { StartToCloseTimeout = TimeSpan.FromSeconds(5) });

            case "local-retry":
                var attempt = await Workflow.ExecuteLocalActivityAsync(
                    (Activities a) => a.FailUntil(3),
                    new() { StartToCloseTimeout = TimeSpan.FromSeconds(5), RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(10) } });
                return $"{attempt}";

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
