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

    private static async Task CloseOneOfThreeAsync(TestServer server)
    {
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.Complete());
        await server.StartWorkflowAsync("order-2");
        await server.StartWorkflowAsync("order-3");
    }
}
