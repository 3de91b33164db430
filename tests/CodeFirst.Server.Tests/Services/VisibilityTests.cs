using CodeFirst.Protocol.Enums.V1;
using Google.Protobuf;
using Grpc.Core;

namespace CodeFirst.Server.Tests.Services;

public class VisibilityTests
{
    [Fact]
    public async Task List_ByStatus_FindsRunningAndClosed()
    {
        await using var server = await TestServer.StartAsync();
        await CloseOneOfThreeAsync(server);

        var running = await server.Client.ListWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace, Query = "ExecutionStatus = 'Running' AND WorkflowType = 'Order'" });
        var closed = await server.Client.ListWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace, Query = "CloseTime IS NOT NULL" });

        Assert.Equal(["order-2", "order-3"], running.Executions.Select(run => run.Execution.WorkflowId).Order());
        var run = Assert.Single(closed.Executions);
        Assert.Equal(WorkflowExecutionStatus.Completed, run.Status);
        Assert.NotNull(run.CloseTime);
        Assert.Equal(5, run.HistoryLength);
    }

    [Fact]
    public async Task List_SmallPages_ListsEveryRunOnce()
    {
        await using var server = await TestServer.StartAsync();
        await CloseOneOfThreeAsync(server);

        var ids = new List<string>();
        var token = ByteString.Empty;
        do
        {
            var page = await server.Client.ListWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace, PageSize = 1, NextPageToken = token });
            ids.AddRange(page.Executions.Select(run => run.Execution.WorkflowId));
            token = page.NextPageToken;
        }
        while (!token.IsEmpty);

        Assert.Equal("order-1", ids[^1]);
        Assert.Equal(["order-1", "order-2", "order-3"], ids.Order());
    }

    [Fact]
    public async Task Count_GroupedByStatus_CountsEach()
    {
        await using var server = await TestServer.StartAsync();
        await CloseOneOfThreeAsync(server);

        var all = await server.Client.CountWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace });
        var grouped = await server.Client.CountWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace, Query = "GROUP BY ExecutionStatus" });

        Assert.Equal(3, all.Count);
        Assert.Empty(all.Groups);
        Assert.Equal(
            [("\"Running\"", 2L), ("\"Completed\"", 1L)],
            grouped.Groups.Select(group => (group.GroupValues.Single().Data.ToStringUtf8(), group.Count)));
    }

    [Theory]
    [InlineData("Colour = 'red'")]
    [InlineData("WorkflowId =")]
    public async Task List_BadQuery_IsInvalid(string query)
    {
        await using var server = await TestServer.StartAsync();

        var error = await TestServer.FailureAsync(server.Client.ListWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace, Query = query }));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.StartsWith("invalid query", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_BadPage_IsInvalid()
    {
        await using var server = await TestServer.StartAsync();

        var size = await TestServer.FailureAsync(server.Client.ListWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace, PageSize = -1 }));
        var token = await TestServer.FailureAsync(
            server.Client.ListWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace, NextPageToken = ByteString.CopyFromUtf8("nonsense") }));

        Assert.Equal(StatusCode.InvalidArgument, size.StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, token.StatusCode);
    }

    [Fact]
    public async Task Scan_Query_ListsAsListDoes()
    {
        await using var server = await TestServer.StartAsync();
        await CloseOneOfThreeAsync(server);

        var listed = await server.Client.ListWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace, Query = "WorkflowId != 'order-2'" });
        var scanned = await server.Client.ScanWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace, Query = "WorkflowId != 'order-2'" });

        Assert.Equal(2, scanned.Executions.Count);
        Assert.Equal(listed.Executions, scanned.Executions);
    }

    [Fact]
    public async Task ListOpenAndClosed_SimpleFilters_FindWhatTheyName()
    {
        await using var server = await TestServer.StartAsync();
        await CloseOneOfThreeAsync(server);

        var open = await server.Client.ListOpenWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace, TypeFilter = new() { Name = "Order" } });
        var one = await server.Client.ListOpenWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace, ExecutionFilter = new() { WorkflowId = "order-2" } });
        var closed = await server.Client.ListClosedWorkflowExecutionsAsync(
            new() { Namespace = TestServer.Namespace, StatusFilter = new() { Status = WorkflowExecutionStatus.Completed } });
        var failed = await server.Client.ListClosedWorkflowExecutionsAsync(
            new() { Namespace = TestServer.Namespace, StatusFilter = new() { Status = WorkflowExecutionStatus.Failed } });
        var early = await server.Client.ListClosedWorkflowExecutionsAsync(
            new() { Namespace = TestServer.Namespace, StartTimeFilter = new() { LatestTime = new() } });

        Assert.Equal(["order-2", "order-3"], open.Executions.Select(run => run.Execution.WorkflowId).Order());
        Assert.Equal(["order-2"], one.Executions.Select(run => run.Execution.WorkflowId));
        Assert.Equal(["order-1"], closed.Executions.Select(run => run.Execution.WorkflowId));
        Assert.Empty(failed.Executions);
        Assert.Empty(early.Executions);
    }

    [Fact]
    public async Task ListClosed_BadFilters_AreInvalid()
    {
        await using var server = await TestServer.StartAsync();

        var status = await TestServer.FailureAsync(server.Client.ListClosedWorkflowExecutionsAsync(
            new() { Namespace = TestServer.Namespace, StatusFilter = new() { Status = WorkflowExecutionStatus.Running } }));
        var times = await TestServer.FailureAsync(server.Client.ListClosedWorkflowExecutionsAsync(
            new() { Namespace = TestServer.Namespace, StartTimeFilter = new() { EarliestTime = new() { Seconds = 2 }, LatestTime = new() { Seconds = 1 } } }));
        var noTime = await TestServer.FailureAsync(server.Client.ListClosedWorkflowExecutionsAsync(
            new() { Namespace = TestServer.Namespace, StartTimeFilter = new() { EarliestTime = new() { Seconds = long.MaxValue } } }));

        Assert.All([status, times, noTime], error => Assert.Equal(StatusCode.InvalidArgument, error.StatusCode));
    }

    [Fact]
    public async Task List_Closed_HasTransitionsAndDuration()
    {
        await using var server = await TestServer.StartAsync();
        await CloseOneOfThreeAsync(server);

        var run = Assert.Single((await server.Client.ListWorkflowExecutionsAsync(
            new() { Namespace = TestServer.Namespace, Query = "ExecutionDuration >= '0s' AND HistoryLength = 5 AND StateTransitionCount > 1" })).Executions);

        Assert.Equal(run.CloseTime - run.ExecutionTime, run.ExecutionDuration);
        Assert.True(run.StateTransitionCount > 1);
        Assert.Equal("order-1", run.RootExecution.WorkflowId);
    }

    [Fact]
    public async Task List_LongestAllowedQuery_IsAnswered()
    {
        await using var server = await TestServer.StartAsync();
        var conditions = string.Join(" AND NOT (", Enumerable.Repeat("BuildIds = 'a'", 45)) + new string(')', 44) + string.Concat(Enumerable.Repeat(" OR BatcherUser = 'x'", 400));

        Assert.Empty((await server.Client.ListWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace, Query = conditions })).Executions);
    }

    private static async Task CloseOneOfThreeAsync(TestServer server)
    {
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.Complete());
        await server.StartWorkflowAsync("order-2");
        await server.StartWorkflowAsync("order-3");
    }
}
