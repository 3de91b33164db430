using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.ErrorDetails.V1;
using CodeFirst.Protocol.Namespace.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CodeFirst.Server.Tests.Services;

public class NamespaceTests
{
    [Theory]
    [InlineData("shop", 3599)] // B66
    [InlineData("shop", 0)]
    [InlineData("shop", -1)]
    [InlineData("", 3600)]
    [InlineData(" shop", 3600)]
    [InlineData("sh/op", 3600)]
    [InlineData("-shop", 3600)]
    public async Task Register_Bad_IsInvalid(string name, int seconds)
    {
        await using var server = await TestServer.StartAsync();

        var error = await TestServer.FailureAsync(server.Client.RegisterNamespaceAsync(
            new() { Namespace = name, WorkflowExecutionRetentionPeriod = new Duration { Seconds = seconds } }));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    [Fact]
    public async Task Update_EachField_ChangesItAndLeavesTheRest()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.RegisterNamespaceAsync(new()
        {
            Namespace = "shop",
            Description = "orders",
            OwnerEmail = "ada@example.com",
            Data = { ["team"] = "blue", ["floor"] = "2" },
            WorkflowExecutionRetentionPeriod = Duration.FromTimeSpan(TimeSpan.FromDays(7)),
        });

        await server.Client.UpdateNamespaceAsync(new() { Namespace = "shop", UpdateInfo = new() { Description = "all orders", Data = { ["team"] = "red" } } });
        var updated = await server.Client.UpdateNamespaceAsync(new()
        {
            Namespace = "shop",
            Config = new NamespaceConfig { WorkflowExecutionRetentionTtl = Duration.FromTimeSpan(TimeSpan.FromHours(1)) },
        });

        var described = await server.Client.DescribeNamespaceAsync(new() { Namespace = "shop" });
        Assert.Equal(described.NamespaceInfo, updated.NamespaceInfo);
        Assert.Equal("all orders", described.NamespaceInfo.Description);
        Assert.Equal("ada@example.com", described.NamespaceInfo.OwnerEmail);
        Assert.Equal([("floor", "2"), ("team", "red")], described.NamespaceInfo.Data.Select(data => (data.Key, data.Value)).Order());
        Assert.Equal(TimeSpan.FromHours(1), described.Config.WorkflowExecutionRetentionTtl.ToTimeSpan());
    }

    [Fact]
    public async Task Update_Bad_IsRefusedAndChangesNothing()
    {
        await using var server = await TestServer.StartAsync();

        var unknown = await TestServer.FailureAsync(server.Client.UpdateNamespaceAsync(new() { Namespace = "nobody" }));
        var retention = await TestServer.FailureAsync(server.Client.UpdateNamespaceAsync(new()
        {
            Namespace = TestServer.Namespace,
            UpdateInfo = new() { Description = "new" },
            Config = new NamespaceConfig { WorkflowExecutionRetentionTtl = new Duration { Seconds = 60 } },
        }));
        var deleted = await TestServer.FailureAsync(server.Client.UpdateNamespaceAsync(
            new() { Namespace = TestServer.Namespace, UpdateInfo = new() { State = NamespaceState.Deleted } }));

        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, retention.StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, deleted.StatusCode);
        Assert.Equal("", (await server.Client.DescribeNamespaceAsync(new() { Namespace = TestServer.Namespace })).NamespaceInfo.Description);
    }

    [Fact]
    public async Task Update_Concurrently_LosesNothing()
    {
        await using var server = await TestServer.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => server.Client.UpdateNamespaceAsync(
            new() { Namespace = TestServer.Namespace, UpdateInfo = new() { Data = { [$"key-{i}"] = "value" } } }).ResponseAsync));

        Assert.Equal(5, (await server.Client.DescribeNamespaceAsync(new() { Namespace = TestServer.Namespace })).NamespaceInfo.Data.Count);
    }

    [Fact]
    public async Task Deprecate_Namespace_StartsNothingAndLetsRunsFinish()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");

        await server.Client.DeprecateNamespaceAsync(new() { Namespace = TestServer.Namespace });

        var error = await TestServer.FailureAsync(server.Client.StartWorkflowExecutionAsync(TestServer.StartRequest("order-2")));
        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
        Assert.Equal(NamespaceState.Deprecated, error.GetRpcStatus()!.GetDetail<NamespaceInvalidStateFailure>().State);
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.Complete());
        Assert.Equal(WorkflowExecutionStatus.Completed, (await server.DescribeAsync("order-1")).WorkflowExecutionInfo.Status);
    }
}
