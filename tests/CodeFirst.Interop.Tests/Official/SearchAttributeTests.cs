using Temporalio.Api.Enums.V1;
using Temporalio.Api.OperatorService.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;
using static CodeFirst.Interop.Tests.Official.AttributesWorkflow;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>B61 and B62 with the official client and worker.</summary>
public sealed class SearchAttributeTests : InteropTest
{
    private static readonly DateTimeOffset Noon = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Attributes_SetAtStart_AreDescribedListedAndFiltered()
    {
        await AddAttributesAsync();
        var start = Start("order-1");
        start.TypedSearchAttributes = new SearchAttributeCollection.Builder()
            .Set(Customer, "ada").Set(Amount, 42).Set(Rate, 0.5).Set(Urgent, true).Set(Due, Noon).Set(Tags, ["red", "blue"]).Set(Note, "Handle with care")
            .ToSearchAttributeCollection();
        var handle = await Official.StartWorkflowAsync((AttributesWorkflow w) => w.RunAsync(false), start);
        await Official.StartWorkflowAsync((AttributesWorkflow w) => w.RunAsync(false), Start("order-2"));

        Assert.Equal(start.TypedSearchAttributes.UntypedValues, (await handle.DescribeAsync()).TypedSearchAttributes.UntypedValues);
        Assert.Equal(start.TypedSearchAttributes.UntypedValues, (await ListAsync("Customer = 'ada'")).Single().TypedSearchAttributes.UntypedValues);
        string[] matching =
        [
            "Customer = 'ada'", "Customer IN ('ada', 'alan')", "Customer STARTS_WITH 'a'", "Customer BETWEEN 'a' AND 'b'", "Amount = 42", "Amount >= 41.5",
            "Amount NOT BETWEEN 1 AND 41", "Rate < 1", "Rate IN (0.5)", "Urgent = true", "Urgent != false", "Due > '2026-08-01T11:59:59Z'",
            "Due = '2026-08-01T14:00:00+02:00'", "Tags = 'red'", "Tags IN ('green', 'blue')", "Tags != 'green'", "Note = 'care'", "Note != 'fragile'",
            "`Customer` = \"ada\" AND (Amount > 100 OR NOT Rate > 1) AND WorkflowType = 'AttributesWorkflow'",
        ];
        foreach (var query in matching)
        {
            Assert.Equal(["order-1"], (await ListAsync(query)).Select(run => run.Id));
            Assert.Equal(1, (await Official.CountWorkflowsAsync(query)).Count);
        }

        Assert.Equal(["order-2"], (await ListAsync("Customer IS NULL")).Select(run => run.Id));
    }

    [Fact]
    public async Task Attributes_UpsertedAndUnset_AreTheNewOnes()
    {
        await AddAttributesAsync();
        await RunOfficialWorkerAsync(Worker().AddWorkflow<AttributesWorkflow>(), async () =>
        {
            var start = Start("order-1");
            start.TypedSearchAttributes = new SearchAttributeCollection.Builder().Set(Customer, "ada").Set(Tags, ["red"]).Set(Urgent, true).ToSearchAttributeCollection();
            var handle = await Official.StartWorkflowAsync((AttributesWorkflow w) => w.RunAsync(true), start);
            await handle.SignalAsync(w => w.ReleaseAsync());
            await handle.GetResultAsync();

            var attributes = (await handle.DescribeAsync()).TypedSearchAttributes;
            Assert.Equal("grace", attributes.Get(Customer));
            Assert.Equal(43, attributes.Get(Amount));
            Assert.True(attributes.Get(Urgent));
            Assert.False(attributes.ContainsKey(Tags));
            Assert.Equal(["order-1"], (await ListAsync("Customer = 'grace' AND Amount = 43 AND Tags IS NULL AND CloseTime IS NOT NULL")).Select(run => run.Id));
            Assert.Empty(await ListAsync("Customer = 'ada'"));
        });
    }

    [Fact]
    public async Task Attribute_Unregistered_IsInvalidAtStartAndRetriedInAWorkflow()
    {
        var start = Start("order-1");
        start.TypedSearchAttributes = new SearchAttributeCollection.Builder().Set(Customer, "ada").ToSearchAttributeCollection();
        var error = await Assert.ThrowsAsync<RpcException>(() => Official.StartWorkflowAsync((AttributesWorkflow w) => w.RunAsync(false), start));
        Assert.Equal(RpcException.StatusCode.InvalidArgument, error.Code);

        await RunOfficialWorkerAsync(Worker().AddWorkflow<AttributesWorkflow>(), async () =>
        {
            var handle = await Official.StartWorkflowAsync((AttributesWorkflow w) => w.RunAsync(true), Start("order-2"));
            var history = handle.FetchHistoryEventsAsync(new() { WaitNewEvent = true });
            var failed = await history.FirstAsync(historyEvent => historyEvent.EventType == EventType.WorkflowTaskFailed);
            Assert.Equal(WorkflowTaskFailedCause.BadSearchAttributes, failed.WorkflowTaskFailedEventAttributes.Cause);
            await handle.TerminateAsync();
        });
    }

    [Fact]
    public async Task Operator_AddListRemove_AreTheNamespacesAttributes()
    {
        await AddAttributesAsync();

        var listed = await Official.Connection.OperatorService.ListSearchAttributesAsync(new() { Namespace = "default" });
        await Official.Connection.OperatorService.RemoveSearchAttributesAsync(new() { Namespace = "default", SearchAttributes = { "Note" } });
        var removed = await Official.Connection.OperatorService.ListSearchAttributesAsync(new() { Namespace = "default" });

        Assert.Equal(7, listed.CustomAttributes.Count);
        Assert.Equal(IndexedValueType.KeywordList, listed.CustomAttributes["Tags"]);
        Assert.Equal(IndexedValueType.Keyword, listed.SystemAttributes["WorkflowId"]);
        Assert.Equal(6, removed.CustomAttributes.Count);
    }

    private async Task AddAttributesAsync() => await Official.Connection.OperatorService.AddSearchAttributesAsync(new AddSearchAttributesRequest
    {
        Namespace = "default",
        SearchAttributes =
        {
            [Customer.Name] = Customer.ValueType,
            [Amount.Name] = Amount.ValueType,
            [Rate.Name] = Rate.ValueType,
            [Urgent.Name] = Urgent.ValueType,
            [Due.Name] = Due.ValueType,
            [Tags.Name] = Tags.ValueType,
            [Note.Name] = Note.ValueType,
        },
    });

    private ValueTask<List<WorkflowExecution>> ListAsync(string query) => Official.ListWorkflowsAsync(query).ToListAsync();
}
