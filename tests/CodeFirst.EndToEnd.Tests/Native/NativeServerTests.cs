using System.Text.Json;
using CodeFirst.EndToEnd.Tests.Processes;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.OperatorService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace CodeFirst.EndToEnd.Tests.Native;

/// <summary>What native code could lack: whatever a program finds by looking at its own types.</summary>
[Collection<NativeCollection>]
public sealed class NativeServerTests(NativeServer native) : IAsyncDisposable
{
    private const string Postgres = "postgres";
    private const string Sqlite = "sqlite";
    private const string Namespace = "shop";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _patience = new(Patience);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("codefirst-native-");
    private TestDatabase.TestDatabase? _database;

    [Theory]
    [InlineData(Postgres)]
    [InlineData(Sqlite)]
    public async Task Migrate_NewStore_PrintsWhatItApplied(string kind)
    {
        await using var migrate = native.Start("database", "migrate", "--store", await LocateStoreAsync(kind), "--output", "json");

        var report = JsonDocument.Parse(await migrate.WaitForLineAsync("{", _patience.Token)).RootElement;

        Assert.StartsWith(kind, report.GetProperty("store").GetString(), StringComparison.Ordinal);
        Assert.Equal("initial", report.GetProperty("applied")[0].GetProperty("name").GetString());
    }

    [Theory]
    [InlineData(Postgres)]
    [InlineData(Sqlite)]
    public async Task Namespace_WithDataAndAttributes_IsReadAgainAfterAKill(string kind)
    {
        var store = await LocateStoreAsync(kind);
        await using (var first = StartServer(store))
        {
            var client = await ConnectAsync(first);
            await client.WorkflowService.RegisterNamespaceAsync(new()
            {
                Namespace = Namespace,
                Data = { ["team"] = "\"blue\"" },
                WorkflowExecutionRetentionPeriod = Duration.FromTimeSpan(TimeSpan.FromDays(2)),
            });
            await client.OperatorService.AddSearchAttributesAsync(new() { Namespace = Namespace, SearchAttributes = { ["Customer"] = IndexedValueType.Keyword } });
            await first.KillAsync();
        }

        await using var second = StartServer(store);
        var again = await ConnectAsync(second);

        Assert.Equal("\"blue\"", (await again.WorkflowService.DescribeNamespaceAsync(new() { Namespace = Namespace })).NamespaceInfo.Data["team"]);
        var attributes = await again.OperatorService.ListSearchAttributesAsync(new ListSearchAttributesRequest { Namespace = Namespace });
        Assert.Equal(IndexedValueType.Keyword, attributes.CustomAttributes["Customer"]);
    }

    [Fact]
    public async Task Schedule_Triggered_StartsAWorkflowThatIsFoundByItsScheduleId()
    {
        await using var server = StartServer(await LocateStoreAsync(Postgres));
        var service = (await ConnectAsync(server)).WorkflowService;
        await service.CreateScheduleAsync(new()
        {
            Namespace = "default",
            ScheduleId = "every \"night\"",
            RequestId = Guid.NewGuid().ToString(),
            Schedule = new()
            {
                Spec = new() { CronString = { "0 3 * * *" }, TimezoneName = "Europe/Berlin" },
                Action = new() { StartWorkflow = new() { WorkflowId = "report", WorkflowType = new() { Name = "Report" }, TaskQueue = new() { Name = "reports" } } },
            },
            InitialPatch = new() { TriggerImmediately = new() },
        });

        var task = await service.PollWorkflowTaskQueueAsync(new() { Namespace = "default", TaskQueue = new() { Name = "reports" } });

        Assert.Equal("Report", task.WorkflowType.Name);
        var found = await service.ListWorkflowExecutionsAsync(new()
        {
            Namespace = "default",
            Query = "TemporalScheduledById = 'every \"night\"' AND (WorkflowType IN ('Report', 'Bill') OR StartTime > '2020-01-01T00:00:00Z')",
        });
        Assert.Equal(task.WorkflowExecution.RunId, Assert.Single(found.Executions).Execution.RunId);
    }

    [Fact]
    public async Task Filter_NotUnderstood_SaysWhatWasExpected()
    {
        await using var server = StartServer(await LocateStoreAsync(Sqlite));
        var service = (await ConnectAsync(server)).WorkflowService;

        var failure = await Assert.ThrowsAsync<RpcException>(() => service.CountWorkflowExecutionsAsync(new() { Namespace = "default", Query = "(WorkflowId = 'a'" }));

        Assert.Equal(RpcException.StatusCode.InvalidArgument, failure.Code);
        Assert.Contains("unexpected end", failure.Message, StringComparison.Ordinal);
        Assert.Contains("`)`", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reflection_OfServices_KnowsTheirMessages()
    {
        await using var server = StartServer(await LocateStoreAsync(Sqlite));
        using var channel = GrpcChannel.ForAddress(await ReadAddressAsync(server, "address"));
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo(cancellationToken: _patience.Token);

        await call.RequestStream.WriteAsync(new ServerReflectionRequest { FileContainingSymbol = "temporal.api.workflowservice.v1.StartWorkflowExecutionRequest" });
        Assert.True(await call.ResponseStream.MoveNext(_patience.Token));

        Assert.NotEmpty(call.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto);
    }

    [Fact]
    public async Task Metrics_AreServed()
    {
        await using var server = StartServer(await LocateStoreAsync(Sqlite), "--metrics-listen", "127.0.0.1:0");
        using var http = new HttpClient();

        var metrics = await http.GetStringAsync(new Uri(new Uri(await ReadAddressAsync(server, "metrics")), "/metrics"), _patience.Token);

        Assert.Contains("persistence_latency", metrics, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        _folder.Delete(recursive: true);
        _patience.Dispose();
    }

    private TestProcess StartServer(string store, params string[] more) =>
        native.Start(["server", "start", "--listen", "127.0.0.1:0", "--store", store, "--output", "json", .. more]);

    private async Task<ITemporalConnection> ConnectAsync(TestProcess server)
    {
        var address = new Uri(await ReadAddressAsync(server, "address"));
        return (await TemporalClient.ConnectAsync(new TemporalClientConnectOptions(address.Authority))).Connection;
    }

    private async Task<string> ReadAddressAsync(TestProcess server, string name) =>
        JsonDocument.Parse(await server.WaitForLineAsync("{", _patience.Token)).RootElement.GetProperty(name).GetString()!;

    private async Task<string> LocateStoreAsync(string kind)
    {
        if (kind == Sqlite)
        {
            return $"sqlite:{Path.Combine(_folder.FullName, "codefirst.db")}";
        }

        _database = await TestDatabase.TestDatabase.CreateAsync();
        return $"postgres:{_database.ConnectionString}";
    }
}
