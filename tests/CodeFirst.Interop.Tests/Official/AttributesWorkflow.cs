using Temporalio.Common;
using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Sets attributes of every type while it runs, and waits.</summary>
[Workflow]
public sealed class AttributesWorkflow
{
    public static readonly SearchAttributeKey<string> Customer = SearchAttributeKey.CreateKeyword("Customer");
    public static readonly SearchAttributeKey<long> Amount = SearchAttributeKey.CreateLong("Amount");
    public static readonly SearchAttributeKey<double> Rate = SearchAttributeKey.CreateDouble("Rate");
    public static readonly SearchAttributeKey<bool> Urgent = SearchAttributeKey.CreateBool("Urgent");
    public static readonly SearchAttributeKey<DateTimeOffset> Due = SearchAttributeKey.CreateDateTimeOffset("Due");
    public static readonly SearchAttributeKey<IReadOnlyCollection<string>> Tags = SearchAttributeKey.CreateKeywordList("Tags");
    public static readonly SearchAttributeKey<string> Note = SearchAttributeKey.CreateText("Note");

    private bool _isReleased;

    [WorkflowRun]
    public async Task RunAsync(bool upserts)
    {
        if (upserts)
        {
            Workflow.UpsertTypedSearchAttributes(Customer.ValueSet("grace"), Amount.ValueSet(43), Tags.ValueUnset());
        }

        await Workflow.WaitConditionAsync(() => _isReleased);
    }

    [WorkflowSignal]
    public Task ReleaseAsync()
    {
        _isReleased = true;
        return Task.CompletedTask;
    }
}
