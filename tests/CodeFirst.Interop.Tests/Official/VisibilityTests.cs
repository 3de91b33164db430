using Temporalio.Api.Enums.V1;
using Temporalio.Exceptions;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Listing and counting with the official client.</summary>
public sealed class VisibilityTests : InteropTest
{
    [Fact]
    public async Task Count_GroupedByStatus_HasValuesThatTheClientDecodes()
    {
        await StartThreeAsync();

        var count = await Official.CountWorkflowsAsync("GROUP BY ExecutionStatus");

        Assert.Equal(3, count.Count);
        Assert.Equal([("Running", 2L), ("Terminated", 1L)], count.Groups.Select(group => ((string)group.GroupValues.Single(), group.Count)));
    }

    [Fact]
    public async Task List_SystemAttributes_FindWhatTheyName()
    {
        await StartThreeAsync();

        Assert.Equal(["order-1"], await ListAsync("ExecutionStatus = 'Terminated' AND CloseTime > '2020-01-01T00:00:00Z' AND ExecutionDuration < '1h'"));
        Assert.Equal(["order-2", "order-3"], (await ListAsync("ExecutionStatus = 'Running' AND WorkflowId STARTS_WITH 'order-' AND TaskQueue = 'interop'")).Order());
        Assert.Equal(["order-2"], await ListAsync("RootWorkflowId = 'order-2' AND ParentWorkflowId IS NULL"));
        Assert.Equal(["order-3", "order-2", "order-1"], await ListAsync("StartTime BETWEEN '2020-01-01T00:00:00Z' AND '2100-01-01T00:00:00Z'"));
    }

    [Fact]
    public async Task List_Run_HasWhatTheClientShows()
    {
        await StartThreeAsync();

        var run = await Official.ListWorkflowsAsync("WorkflowId = 'order-1'").SingleAsync();

        Assert.Equal(WorkflowExecutionStatus.Terminated, run.Status);
        Assert.Equal("GreetingWorkflow", run.WorkflowType);
        Assert.Equal(TaskQueue, run.TaskQueue);
        Assert.Equal("red", await run.Memo["color"].ToValueAsync<string>());
        Assert.NotNull(run.CloseTime);
        Assert.True(run.HistoryLength > 0);
    }

    [Theory]
    [InlineData("Nobody = 1")]
    [InlineData("WorkflowId = ")]
    [InlineData("WorkflowId = 'a' ORDER BY StartTime")]
    public async Task List_BadQuery_IsInvalid(string query)
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await ListAsync(query));

        Assert.Equal(RpcException.StatusCode.InvalidArgument, error.Code);
    }

    private async Task StartThreeAsync()
    {
        var first = Start("order-1");
        first.Memo = new Dictionary<string, object> { ["color"] = "red" };
        var handle = await Official.StartWorkflowAsync((GreetingWorkflow w) => w.RunAsync("Ada"), first);
        await handle.TerminateAsync();
        await Official.StartWorkflowAsync((GreetingWorkflow w) => w.RunAsync("Ada"), Start("order-2"));
        await Official.StartWorkflowAsync((GreetingWorkflow w) => w.RunAsync("Ada"), Start("order-3"));
    }

    private async Task<List<string>> ListAsync(string query) => await Official.ListWorkflowsAsync(query).Select(run => run.Id).ToListAsync();
}
