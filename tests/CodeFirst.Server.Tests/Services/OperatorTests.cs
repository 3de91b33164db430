using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.ErrorDetails.V1;
using CodeFirst.Storage.Sqlite;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Client = CodeFirst.Protocol.OperatorService.V1.OperatorService.OperatorServiceClient;

namespace CodeFirst.Server.Tests.Services;

public class OperatorTests
{
    [Fact]
    public async Task Attributes_AddedListedAndRemoved_ArePartOfTheNamespace()
    {
        await using var server = await TestServer.StartAsync();
        var client = new Client(server.Channel);

        await AddAsync(client, "Customer", IndexedValueType.Keyword);
        await AddAsync(client, "Customer", IndexedValueType.Keyword);
        await AddAsync(client, "Amount", IndexedValueType.Int);
        var added = await client.ListSearchAttributesAsync(new() { Namespace = TestServer.Namespace });
        await client.RemoveSearchAttributesAsync(new() { Namespace = TestServer.Namespace, SearchAttributes = { "Customer" } });
        var removed = await client.ListSearchAttributesAsync(new() { Namespace = TestServer.Namespace });

        Assert.Equal(["Amount", "Customer"], added.CustomAttributes.Keys.Order());
        Assert.Equal(IndexedValueType.Keyword, added.SystemAttributes["WorkflowId"]);
        Assert.Equal(["Amount"], removed.CustomAttributes.Keys);
    }

    [Theory]
    [InlineData("Customer", IndexedValueType.Int, StatusCode.AlreadyExists)]
    [InlineData("WorkflowId", IndexedValueType.Keyword, StatusCode.InvalidArgument)]
    [InlineData("TemporalAnything", IndexedValueType.Keyword, StatusCode.InvalidArgument)]
    [InlineData("New", IndexedValueType.Unspecified, StatusCode.InvalidArgument)]
    [InlineData("New", (IndexedValueType)99, StatusCode.InvalidArgument)]
    [InlineData("", IndexedValueType.Int, StatusCode.InvalidArgument)]
    [InlineData("a`b", IndexedValueType.Int, StatusCode.InvalidArgument)]
    public async Task AddSearchAttributes_Bad_IsRefusedAndChangesNothing(string name, IndexedValueType type, StatusCode expected)
    {
        await using var server = await TestServer.StartAsync();
        var client = new Client(server.Channel);
        await AddAsync(client, "Customer", IndexedValueType.Keyword);

        var error = await Assert.ThrowsAsync<RpcException>(() => AddAsync(client, name, type));

        Assert.Equal(expected, error.StatusCode);
        var listed = (await client.ListSearchAttributesAsync(new() { Namespace = TestServer.Namespace })).CustomAttributes;
        Assert.Equal(IndexedValueType.Keyword, Assert.Single(listed).Value);
    }

    [Theory]
    [InlineData("Nobody", StatusCode.NotFound)]
    [InlineData("WorkflowId", StatusCode.InvalidArgument)]
    public async Task RemoveSearchAttributes_Bad_IsRefused(string name, StatusCode expected)
    {
        await using var server = await TestServer.StartAsync();

        var error = await TestServer.FailureAsync(
            new Client(server.Channel).RemoveSearchAttributesAsync(new() { Namespace = TestServer.Namespace, SearchAttributes = { name } }));

        Assert.Equal(expected, error.StatusCode);
        Assert.Equal(expected == StatusCode.NotFound, error.GetRpcStatus()!.GetDetail<NotFoundFailure>() is not null);
    }

    [Fact]
    public async Task AddSearchAttributes_OnAnotherNode_WorksAtOnce()
    {
        var store = SqliteStore.OpenMemory();
        await using var first = await TestServer.StartAsync(store);
        await using var second = await TestServer.StartAsync(store);
        await second.Client.ListWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace });

        await AddAsync(new Client(first.Channel), "Customer", IndexedValueType.Keyword);

        Assert.Empty((await second.Client.ListWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace, Query = "Customer = 'ada'" })).Executions);
    }

    [Fact]
    public async Task DeleteNamespace_WithRunsAndASchedule_FreesTheNameAtOnceAndRemovesThemAll()
    {
        var store = SqliteStore.OpenMemory();
        await using var server = await TestServer.StartAsync(store);
        await RegisterAsync(server, "shop");
        var id = (await server.Client.DescribeNamespaceAsync(new() { Namespace = "shop" })).NamespaceInfo.Id;
        foreach (var i in Enumerable.Range(0, 3))
        {
            var start = TestServer.StartRequest($"order-{i}");
            start.Namespace = "shop";
            await server.Client.StartWorkflowExecutionAsync(start);
        }

        var schedule = Schedules.Schedules.Create("hourly", TimeSpan.FromHours(1));
        schedule.Namespace = "shop";
        await server.Client.CreateScheduleAsync(schedule);

        var response = await new Client(server.Channel).DeleteNamespaceAsync(new() { Namespace = "shop" });

        Assert.StartsWith("shop-deleted-", response.DeletedNamespace, StringComparison.Ordinal);
        Assert.Equal(StatusCode.NotFound, (await TestServer.FailureAsync(server.Client.DescribeNamespaceAsync(new() { Namespace = "shop" }))).StatusCode);
        await WaitUntilGoneAsync(store, id);
        Assert.Empty(await store.ListRunsAsync(id, filter: null, after: null, 10, CancellationToken.None));
        Assert.Equal(0, await store.CountSchedulesAsync(id, filter: null, CancellationToken.None));
        await RegisterAsync(server, "shop");
        Assert.NotEqual(id, (await server.Client.DescribeNamespaceAsync(new() { Namespace = "shop" })).NamespaceInfo.Id);
    }

    [Fact]
    public async Task DeleteNamespace_NeitherOrUnknown_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        var client = new Client(server.Channel);

        Assert.Equal(StatusCode.InvalidArgument, (await TestServer.FailureAsync(client.DeleteNamespaceAsync(new()))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await TestServer.FailureAsync(client.DeleteNamespaceAsync(new() { Namespace = "nobody" }))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await TestServer.FailureAsync(client.DeleteNamespaceAsync(new() { NamespaceId = "nobody" }))).StatusCode);
    }

    private static async Task AddAsync(Client client, string name, IndexedValueType type) =>
        await client.AddSearchAttributesAsync(new() { Namespace = TestServer.Namespace, SearchAttributes = { [name] = type } });

    private static async Task RegisterAsync(TestServer server, string name) =>
        await server.Client.RegisterNamespaceAsync(new() { Namespace = name, WorkflowExecutionRetentionPeriod = Duration.FromTimeSpan(TimeSpan.FromDays(1)) });

    private static async Task WaitUntilGoneAsync(SqliteStore store, string id)
    {
        using var patience = new CancellationTokenSource(TestServer.Patience);
        while ((await store.ListNamespacesAsync(patience.Token)).Any(record => record.Id == id))
        {
            await Task.Yield();
        }
    }
}
