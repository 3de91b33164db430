using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.ErrorDetails.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;

namespace CodeFirst.Server.Tests.Services;

public class SystemTests
{
    private static readonly Marshaller<byte[]> Bytes = new(bytes => bytes, bytes => bytes);

    [Fact]
    public async Task GetSystemInfo_SaysOnlyWhatIsSupported()
    {
        await using var server = await TestServer.StartAsync();

        var info = await server.Client.GetSystemInfoAsync(new());

        Assert.NotEmpty(info.ServerVersion);
        Assert.True(info.Capabilities.SignalAndQueryHeader);
        Assert.True(info.Capabilities.EncodedFailureAttributes);
        Assert.True(info.Capabilities.SupportsSchedules);
        Assert.False(info.Capabilities.BuildIdBasedVersioning);
        Assert.True(info.Capabilities.EagerWorkflowStart);
        Assert.Equal(info.ServerVersion, (await server.Client.GetClusterInfoAsync(new())).ServerVersion);
    }

    [Theory]
    [InlineData("temporal.api.workflowservice.v1.WorkflowService", "StartBatchOperation")]
    [InlineData("temporal.api.operatorservice.v1.OperatorService", "CreateNexusEndpoint")]
    public async Task Call_UndeclaredMethod_IsUnimplemented(string service, string name)
    {
        await using var server = await TestServer.StartAsync();
        var method = new Method<byte[], byte[]>(MethodType.Unary, service, name, Bytes, Bytes);

        var error = await TestServer.FailureAsync(server.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, []));

        Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("temporal.api.workflowservice.v1.WorkflowService")]
    public async Task Health_RunningServer_IsServing(string service)
    {
        await using var server = await TestServer.StartAsync();

        var response = await new Health.HealthClient(server.Channel).CheckAsync(new HealthCheckRequest { Service = service });

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, response.Status);
    }

    [Fact]
    public async Task Reflection_OfServices_KnowsTheirMessages()
    {
        await using var server = await TestServer.StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo();

        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        var services = call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { FileContainingSymbol = "temporal.api.workflowservice.v1.StartWorkflowExecutionRequest" });
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        Assert.Superset(
            new HashSet<string> { "temporal.api.workflowservice.v1.WorkflowService", "temporal.api.operatorservice.v1.OperatorService" },
            services.ToHashSet());
        Assert.NotEmpty(call.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto);
    }

    [Fact]
    public async Task Namespaces_RegisteredOnes_AreDescribedAndListed()
    {
        await using var server = await TestServer.StartAsync();
        var request = new Protocol.WorkflowService.V1.RegisterNamespaceRequest
        {
            Namespace = "shop",
            Description = "orders",
            Data = { ["team"] = "blue" },
            WorkflowExecutionRetentionPeriod = Duration.FromTimeSpan(TimeSpan.FromDays(7)),
        };
        await server.Client.RegisterNamespaceAsync(request);

        var again = await TestServer.FailureAsync(server.Client.RegisterNamespaceAsync(request));
        var described = await server.Client.DescribeNamespaceAsync(new() { Namespace = "shop" });
        var byId = await server.Client.DescribeNamespaceAsync(new() { Id = described.NamespaceInfo.Id });
        var first = await server.Client.ListNamespacesAsync(new() { PageSize = 1 });
        var second = await server.Client.ListNamespacesAsync(new() { PageSize = 1, NextPageToken = first.NextPageToken });

        Assert.Equal(StatusCode.AlreadyExists, again.StatusCode);
        Assert.NotNull(again.GetRpcStatus()!.GetDetail<NamespaceAlreadyExistsFailure>());
        Assert.Equal("orders", described.NamespaceInfo.Description);
        Assert.Equal("blue", described.NamespaceInfo.Data["team"]);
        Assert.Equal(TimeSpan.FromDays(7), described.Config.WorkflowExecutionRetentionTtl.ToTimeSpan());
        Assert.Equal(described, byId);
        Assert.Equal(["default", "shop"], [first.Namespaces.Single().NamespaceInfo.Name, second.Namespaces.Single().NamespaceInfo.Name]);
        Assert.True(second.NextPageToken.IsEmpty);
    }

    [Fact]
    public async Task RegisterNamespace_WithoutRetention_IsInvalid()
    {
        await using var server = await TestServer.StartAsync();

        Assert.Equal(StatusCode.InvalidArgument, (await TestServer.FailureAsync(server.Client.RegisterNamespaceAsync(new() { Namespace = "shop" }))).StatusCode);
    }

    [Fact]
    public async Task DescribeTaskQueue_PolledQueueWithBacklog_ShowsPollersAndBacklog()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        await server.StartWorkflowAsync("order-2");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync());

        var queue = await server.Client.DescribeTaskQueueAsync(new()
        {
            Namespace = TestServer.Namespace,
            TaskQueue = new() { Name = TestServer.Queue },
            TaskQueueType = TaskQueueType.Workflow,
            ReportStats = true,
        });

        Assert.Equal("worker", Assert.Single(queue.Pollers).Identity);
        Assert.Equal(1, queue.Stats.ApproximateBacklogCount);
    }

    [Fact]
    public async Task Stop_WaitingPolls_AreAnsweredEmpty()
    {
        await using var server = await TestServer.StartAsync();
        var workflow = server.Worker.PollAsync();
        var activity = server.Worker.PollActivityAsync();
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await workflow);
        var history = server.Client.GetWorkflowExecutionHistoryAsync(new()
        {
            Namespace = TestServer.Namespace,
            Execution = TestServer.Execution("order-1"),
            WaitNewEvent = true,
            HistoryEventFilterType = HistoryEventFilterType.CloseEvent,
        });
        await server.DescribeAsync("order-1");

        await server.StopAsync().WaitAsync(TestServer.Patience);

        Assert.True((await activity).TaskToken.IsEmpty);
        Assert.Empty((await history).History.Events);
    }
}
