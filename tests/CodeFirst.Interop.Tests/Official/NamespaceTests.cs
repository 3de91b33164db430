using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Namespace.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>The life of a namespace with the official client.</summary>
public sealed class NamespaceTests : InteropTest
{
    [Fact]
    public async Task Namespace_RegisteredUpdatedAndDeleted_IsWhatTheCallsMakeOfIt()
    {
        var service = Official.Connection.WorkflowService;
        await service.RegisterNamespaceAsync(new() { Namespace = "shop", WorkflowExecutionRetentionPeriod = Duration.FromTimeSpan(TimeSpan.FromDays(1)) });
        var shop = new TemporalClient(Official.Connection, new() { Namespace = "shop" });
        await shop.StartWorkflowAsync((GreetingWorkflow w) => w.RunAsync("Ada"), Start("order-1"));

        var updated = await service.UpdateNamespaceAsync(new()
        {
            Namespace = "shop",
            UpdateInfo = new() { Description = "orders" },
            Config = new NamespaceConfig { WorkflowExecutionRetentionTtl = Duration.FromTimeSpan(TimeSpan.FromHours(2)) },
        });
        await service.DeprecateNamespaceAsync(new() { Namespace = "shop" });
        var described = await service.DescribeNamespaceAsync(new() { Namespace = "shop" });
        var deprecated = await Assert.ThrowsAsync<RpcException>(() => shop.StartWorkflowAsync((GreetingWorkflow w) => w.RunAsync("Ada"), Start("order-2")));
        var deleted = await Official.Connection.OperatorService.DeleteNamespaceAsync(new() { Namespace = "shop" });
        var gone = await Assert.ThrowsAsync<RpcException>(() => service.DescribeNamespaceAsync(new() { Namespace = "shop" }));

        Assert.Equal("orders", updated.NamespaceInfo.Description);
        Assert.Equal(TimeSpan.FromHours(2), described.Config.WorkflowExecutionRetentionTtl.ToTimeSpan());
        Assert.Equal(NamespaceState.Deprecated, described.NamespaceInfo.State);
        Assert.Equal(RpcException.StatusCode.FailedPrecondition, deprecated.Code);
        Assert.StartsWith("shop-deleted-", deleted.DeletedNamespace, StringComparison.Ordinal);
        Assert.Equal(RpcException.StatusCode.NotFound, gone.Code);
    }
}
