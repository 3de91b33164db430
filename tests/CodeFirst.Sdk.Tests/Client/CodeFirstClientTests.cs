using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.ErrorDetails.V1;
using CodeFirst.Protocol.Workflow.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CodeFirst.Sdk.Tests.Client;

public sealed class CodeFirstClientTests
{
    private readonly FakeService _service = new();

    [Fact]
    public async Task Start_WithOptions_SendsThem()
    {
        _service.OnEach<StartWorkflowExecutionRequest>(new StartWorkflowExecutionResponse { RunId = "r1", Started = true });
        using var client = _service.CreateClient();
        var options = new WorkflowOptions
        {
            Id = "order-42",
            RunTimeout = TimeSpan.FromHours(1),
            RetryPolicy = new RetryPolicy { MaximumAttempts = 3 },
            IdConflictPolicy = WorkflowIdConflictPolicy.UseExisting,
            Memo = new Dictionary<string, object> { ["who"] = "ada" },
            Summary = "an order",
        };

        var started = await client.StartWorkflowAsync("Order", "orders", [client.ToPayload(7)], options);

        var request = Assert.Single(_service.Requests<StartWorkflowExecutionRequest>());
        Assert.Equal(new StartedWorkflow { WorkflowId = "order-42", RunId = "r1", Started = true }, started);
        Assert.Equal("Order", request.WorkflowType.Name);
        Assert.Equal("orders", request.TaskQueue.Name);
        Assert.Equal("default", request.Namespace);
        Assert.Equal("7", Assert.Single(request.Input.Payloads_).Data.ToStringUtf8());
        Assert.Equal(TimeSpan.FromHours(1), request.WorkflowRunTimeout.ToTimeSpan());
        Assert.Null(request.WorkflowExecutionTimeout);
        Assert.Equal(3, request.RetryPolicy.MaximumAttempts);
        Assert.Equal(WorkflowIdConflictPolicy.UseExisting, request.WorkflowIdConflictPolicy);
        Assert.Equal("\"ada\"", request.Memo.Fields["who"].Data.ToStringUtf8());
        Assert.Equal("\"an order\"", request.UserMetadata.Summary.Data.ToStringUtf8());
    }

    [Fact]
    public async Task Start_ServerUnavailableTwice_RepeatsTheSameRequest()
    {
        _service.OnEach<StartWorkflowExecutionRequest>(
            FakeService.Error(StatusCode.Unavailable), FakeService.Error(StatusCode.ResourceExhausted), new StartWorkflowExecutionResponse { RunId = "r1" });
        using var client = _service.CreateClient();

        await client.StartWorkflowAsync("Order", "orders", [], options: null);

        var requests = _service.Requests<StartWorkflowExecutionRequest>();
        Assert.Equal(3, requests.Count);
        Assert.NotEmpty(requests[0].RequestId);
        Assert.All(requests, request => Assert.Equal(requests[0], request));
    }

    [Fact]
    public async Task Start_ServerStaysAway_GivesUpAfterTheElapsedTimeAndSaysWhatToDo()
    {
        _service.OnEach<StartWorkflowExecutionRequest>(FakeService.Error(StatusCode.Unavailable, "connection refused"));
        var clock = new TestClock { IsJumping = true };
        var begin = clock.GetUtcNow();
        using var client = _service.CreateClient(new CodeFirstClientOptions { TimeProvider = clock });

        var error = await Assert.ThrowsAsync<CodeFirstRpcException>(() => client.StartWorkflowAsync("Order", "orders", [], options: null));

        Assert.Equal(StatusCode.Unavailable, error.Code);
        Assert.Contains("codefirst server start", error.Message, StringComparison.Ordinal);
        Assert.Contains("connection refused", error.Message, StringComparison.Ordinal);
        Assert.InRange(_service.Requests<StartWorkflowExecutionRequest>().Count, 4, 20);
        Assert.InRange(clock.GetUtcNow() - begin, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument, "")]
    [InlineData(StatusCode.NotFound, "")]
    [InlineData(StatusCode.PermissionDenied, "")]
    [InlineData(StatusCode.DeadlineExceeded, "")]
    [InlineData(StatusCode.ResourceExhausted, "grpc: received message larger than max (5000000 vs. 4194304)")]
    public async Task Start_RefusedForGood_IsNotRepeated(StatusCode code, string detail)
    {
        _service.OnEach<StartWorkflowExecutionRequest>(FakeService.Error(code, detail));
        using var client = _service.CreateClient();

        var error = await Assert.ThrowsAsync<CodeFirstRpcException>(() => client.StartWorkflowAsync("Order", "orders", [], options: null));

        Assert.Equal(code, error.Code);
        Assert.Single(_service.Requests<StartWorkflowExecutionRequest>());
    }

    [Fact]
    public async Task Start_IdIsTaken_ThrowsWithTheRun()
    {
        var detail = new WorkflowExecutionAlreadyStartedFailure { RunId = "r0", StartRequestId = "q0" };
        _service.OnEach<StartWorkflowExecutionRequest>(FakeService.Error(StatusCode.AlreadyExists, "taken", detail));
        using var client = _service.CreateClient();

        var error = await Assert.ThrowsAsync<WorkflowAlreadyStartedException>(() => client.StartWorkflowAsync("Order", "orders", [], new() { Id = "order-42" }));

        Assert.Equal("order-42", error.WorkflowId);
        Assert.Equal("r0", error.RunId);
    }

    [Fact]
    public async Task Start_WithoutTaskQueue_SaysHowToNameOne()
    {
        using var client = _service.CreateClient();

        var error = await Assert.ThrowsAsync<ArgumentException>(() => client.StartWorkflowAsync("Order", null, [], options: null));

        Assert.Contains("[Workflow(TaskQueue", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_Cancelled_ThrowsOperationCanceled()
    {
        using var client = _service.CreateClient();
        using var cancellation = new CancellationTokenSource();

        var start = client.StartWorkflowAsync("Order", "orders", [], options: null, cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
    }

    [Fact]
    public async Task Start_UnknownNamespace_NamesIt()
    {
        _service.OnEach<StartWorkflowExecutionRequest>(FakeService.Error(StatusCode.NotFound, "nope", new NamespaceNotFoundFailure { Namespace = "shop" }));
        using var client = _service.CreateClient(new CodeFirstClientOptions { Namespace = "shop" });

        var error = await Assert.ThrowsAsync<CodeFirstRpcException>(() => client.StartWorkflowAsync("Order", "orders", [], options: null));

        Assert.Contains("no namespace 'shop'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignalWithStart_DefaultOptions_LeavesTheOpenRunToTheServer()
    {
        _service.OnEach<SignalWithStartWorkflowExecutionRequest>(new SignalWithStartWorkflowExecutionResponse { RunId = "r1", Started = false });
        using var client = _service.CreateClient();

        var started = await client.SignalWithStartWorkflowAsync("Order", "orders", [], "Approve", [client.ToPayload("ada")], new() { Id = "order-42" });

        var request = Assert.Single(_service.Requests<SignalWithStartWorkflowExecutionRequest>());
        Assert.False(started.Started);
        Assert.Equal("Approve", request.SignalName);
        Assert.Equal("\"ada\"", Assert.Single(request.SignalInput.Payloads_).Data.ToStringUtf8());
        Assert.Equal(WorkflowIdConflictPolicy.Unspecified, request.WorkflowIdConflictPolicy);
    }

    [Fact]
    public async Task Call_WithKeyAndHeaders_SendsThem()
    {
        _service.OnEach<CountWorkflowExecutionsRequest>(new CountWorkflowExecutionsResponse { Count = 3 });
        using var client = _service.CreateClient(new CodeFirstClientOptions { ApiKey = "secret", Headers = new Dictionary<string, string> { ["x-team"] = "shop" } });

        var count = await client.CountWorkflowsAsync("WorkflowType = 'Order'");

        var headers = Assert.Single(_service.Headers);
        Assert.Equal(3, count);
        Assert.Equal("Bearer secret", headers.GetValue("authorization"));
        Assert.Equal("shop", headers.GetValue("x-team"));
        Assert.Equal("default", headers.GetValue("temporal-namespace"));
        Assert.DoesNotContain("secret", client.Options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_TwoPages_EnumeratesBoth()
    {
        _service.On<ListWorkflowExecutionsRequest>(request => new ListWorkflowExecutionsResponse
        {
            Executions = { Info(request.NextPageToken.IsEmpty ? "a" : "b") },
            NextPageToken = request.NextPageToken.IsEmpty ? ByteString.CopyFromUtf8("more") : ByteString.Empty,
        });
        using var client = _service.CreateClient();

        var found = new List<WorkflowExecutionDescription>();
        await foreach (var item in client.ListWorkflowsAsync("WorkflowType = 'Order'"))
        {
            found.Add(item);
        }

        Assert.Equal(["a", "b"], found.Select(item => item.WorkflowId));
        Assert.Equal(WorkflowExecutionStatus.Completed, found[0].Status);
        Assert.True(found[0].TryGetMemo<int>("n", out var memo));
        Assert.Equal(5, memo);
        Assert.False(found[0].TryGetMemo<int>("other", out _));
        Assert.All(_service.Requests<ListWorkflowExecutionsRequest>(), request => Assert.Equal("WorkflowType = 'Order'", request.Query));
    }

    [Fact]
    public async Task Connect_NothingListens_SaysHowToStartAServer()
    {
        var options = new CodeFirstClientOptions { Address = new Uri("http://127.0.0.1:1") };

        var error = await Assert.ThrowsAsync<CodeFirstRpcException>(() => CodeFirstClient.ConnectAsync(options));

        Assert.Contains("http://127.0.0.1:1", error.Message, StringComparison.Ordinal);
        Assert.Contains("codefirst server start", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(InvalidOptions))]
    public void Options_Invalid_AreRefusedByName(string option, CodeFirstClientOptions options)
    {
        var error = Assert.Throws<ArgumentException>(() => new CodeFirstClient(options));

        Assert.Contains(option, error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, CodeFirstClientOptions> InvalidOptions() => new()
    {
        { "Address", new CodeFirstClientOptions { Address = new Uri("ftp://host") } },
        { "Address", new CodeFirstClientOptions { Address = new Uri("/here", UriKind.Relative) } },
        { "Tls", new CodeFirstClientOptions { Tls = new CodeFirstTlsOptions() } },
        { "Namespace", new CodeFirstClientOptions { Namespace = "" } },
        { "RpcTimeout", new CodeFirstClientOptions { RpcTimeout = TimeSpan.Zero } },
        { "BackoffCoefficient", new CodeFirstClientOptions { Retry = new RpcRetryOptions { BackoffCoefficient = 0.5 } } },
    };

    private static WorkflowExecutionInfo Info(string id) => new()
    {
        Execution = new WorkflowExecution { WorkflowId = id, RunId = "r" },
        Type = new WorkflowType { Name = "Order" },
        Status = WorkflowExecutionStatus.Completed,
        StartTime = new Timestamp(),
        Memo = new Memo { Fields = { ["n"] = new CodeFirst.Sdk.Converters.PayloadConverter().ToPayload(5) } },
    };
}
