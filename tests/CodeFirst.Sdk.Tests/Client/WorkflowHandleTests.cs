using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.ErrorDetails.V1;
using CodeFirst.Protocol.Failure.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.Query.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Sdk.Converters;
using Google.Protobuf;
using Grpc.Core;

namespace CodeFirst.Sdk.Tests.Client;

public sealed class WorkflowHandleTests
{
    private static readonly PayloadConverter Converter = new();

    private readonly FakeService _service = new();

    [Fact]
    public async Task GetResult_AfterEmptyPages_WaitsForTheCloseEventOfOneRun()
    {
        _service.OnEach<GetWorkflowExecutionHistoryRequest>(EmptyPage("t1"), EmptyPage("t2"), Completed(42));
        using var client = _service.CreateClient();

        var result = await client.GetHandle<int>("order-42").GetResultAsync();

        var requests = _service.Requests<GetWorkflowExecutionHistoryRequest>();
        Assert.Equal(42, result);
        Assert.Equal(["", "t1", "t2"], requests.Select(request => request.NextPageToken.ToStringUtf8()));
        Assert.All(requests, request => Assert.True(request.WaitNewEvent));
        Assert.All(requests, request => Assert.Equal(HistoryEventFilterType.CloseEvent, request.HistoryEventFilterType));
    }

    [Fact]
    public async Task GetResult_ChainOfRuns_FollowsItToTheEnd()
    {
        var runs = new Dictionary<string, HistoryEvent>
        {
            ["r1"] = new() { WorkflowExecutionContinuedAsNewEventAttributes = new() { NewExecutionRunId = "r2" } },
            ["r2"] = new() { WorkflowExecutionFailedEventAttributes = new() { NewExecutionRunId = "r3" } },
            ["r3"] = new() { WorkflowExecutionTimedOutEventAttributes = new() { NewExecutionRunId = "r4" } },
            ["r4"] = new() { WorkflowExecutionCompletedEventAttributes = new() { Result = new Payloads { Payloads_ = { Converter.ToPayload("done") } } } },
        };
        _service.On<GetWorkflowExecutionHistoryRequest>(request => Page(runs[request.Execution.RunId]));
        using var client = _service.CreateClient();

        var result = await new WorkflowHandle<string>(client, "order-42", runId: null, firstRunId: "r1").GetResultAsync();

        Assert.Equal("done", result);
        Assert.Equal(["r1", "r2", "r3", "r4"], _service.Requests<GetWorkflowExecutionHistoryRequest>().Select(request => request.Execution.RunId));
    }

    [Fact]
    public async Task GetResult_ServerRestarts_KeepsWaiting()
    {
        _service.OnEach<GetWorkflowExecutionHistoryRequest>(
            FakeService.Error(StatusCode.Unavailable), FakeService.Error(StatusCode.DeadlineExceeded), FakeService.Error(StatusCode.Unavailable), Completed(1));
        using var client = _service.CreateClient();

        Assert.Equal(1, await client.GetHandle<int>("order-42").GetResultAsync());
    }

    [Fact]
    public async Task GetResult_WorkflowWithoutResult_Completes()
    {
        _service.OnEach<GetWorkflowExecutionHistoryRequest>(Page(new HistoryEvent { WorkflowExecutionCompletedEventAttributes = new() }));
        using var client = _service.CreateClient();

        await client.GetHandle("order-42").GetResultAsync();
    }

    [Fact]
    public async Task GetResult_WorkflowFailed_ThrowsWithTheWholeCause()
    {
        var failure = new Failure
        {
            Message = "Activity task failed",
            ActivityFailureInfo = new ActivityFailureInfo { ActivityType = new ActivityType { Name = "Charge" }, ActivityId = "1" },
            Cause = new Failure { Message = "card refused", ApplicationFailureInfo = new ApplicationFailureInfo { Type = "CardRefused" } },
        };
        _service.OnEach<GetWorkflowExecutionHistoryRequest>(Page(new HistoryEvent { WorkflowExecutionFailedEventAttributes = new() { Failure = failure } }));
        using var client = _service.CreateClient();

        var error = await Assert.ThrowsAsync<WorkflowFailedException>(() => client.GetHandle<int>("order-42").GetResultAsync());

        var activity = Assert.IsType<ActivityFailureException>(error.InnerException);
        Assert.Equal("order-42", error.WorkflowId);
        Assert.Equal("Charge", activity.ActivityType);
        Assert.Equal("CardRefused", Assert.IsType<ApplicationFailureException>(activity.InnerException).ErrorType);
    }

    [Fact]
    public async Task GetResult_CancelledTerminatedTimedOut_ThrowsWithItsKind()
    {
        Assert.IsType<CanceledFailureException>(await CauseOfAsync(new HistoryEvent { WorkflowExecutionCanceledEventAttributes = new() }));
        Assert.IsType<TimeoutFailureException>(await CauseOfAsync(new HistoryEvent { WorkflowExecutionTimedOutEventAttributes = new() }));
        var terminated = Assert.IsType<TerminatedFailureException>(await CauseOfAsync(new HistoryEvent { WorkflowExecutionTerminatedEventAttributes = new() { Reason = "fraud" } }));
        Assert.Contains("fraud", terminated.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signal_Retried_CarriesOneRequestId()
    {
        _service.OnEach<SignalWorkflowExecutionRequest>(FakeService.Error(StatusCode.Unavailable), new SignalWorkflowExecutionResponse());
        using var client = _service.CreateClient();

        await client.GetHandle("order-42", "r1").SignalAsync("Approve", [client.ToPayload("ada")]);

        var requests = _service.Requests<SignalWorkflowExecutionRequest>();
        Assert.Equal(2, requests.Count);
        Assert.NotEmpty(requests[0].RequestId);
        Assert.Equal(requests[0], requests[1]);
        Assert.Equal("r1", requests[0].WorkflowExecution.RunId);
    }

    [Fact]
    public async Task Query_Answered_Decodes()
    {
        _service.OnEach<QueryWorkflowRequest>(new QueryWorkflowResponse { QueryResult = new Payloads { Payloads_ = { Converter.ToPayload("ada") } } });
        using var client = _service.CreateClient();

        Assert.Equal("ada", await client.GetHandle("order-42").QueryAsync<string?>("ApprovedBy", []));
    }

    [Fact]
    public async Task Query_HandlerFails_ThrowsWithTheCause()
    {
        var detail = new QueryFailedFailure { Failure = new Failure { Message = "boom", ApplicationFailureInfo = new ApplicationFailureInfo() } };
        _service.OnEach<QueryWorkflowRequest>(FakeService.Error(StatusCode.InvalidArgument, "boom", detail));
        using var client = _service.CreateClient();

        var error = await Assert.ThrowsAsync<WorkflowQueryFailedException>(() => client.GetHandle("order-42").QueryAsync<int>("Count", []));

        Assert.IsType<ApplicationFailureException>(error.InnerException);
    }

    [Fact]
    public async Task Query_RunIsClosedAndOptionsRefuse_ThrowsRejected()
    {
        _service.OnEach<QueryWorkflowRequest>(new QueryWorkflowResponse { QueryRejected = new QueryRejected { Status = WorkflowExecutionStatus.Completed } });
        using var client = _service.CreateClient(new CodeFirstClientOptions { QueryRejectCondition = QueryRejectCondition.NotOpen });

        var error = await Assert.ThrowsAsync<WorkflowQueryRejectedException>(() => client.GetHandle("order-42").QueryAsync<int>("Count", []));

        Assert.Equal(WorkflowExecutionStatus.Completed, error.Status);
        Assert.Equal(QueryRejectCondition.NotOpen, Assert.Single(_service.Requests<QueryWorkflowRequest>()).QueryRejectCondition);
    }

    [Fact]
    public async Task CancelAndTerminate_StartedHere_ReachOnlyThisChain()
    {
        _service.OnEach<RequestCancelWorkflowExecutionRequest>(new RequestCancelWorkflowExecutionResponse());
        _service.OnEach<TerminateWorkflowExecutionRequest>(new TerminateWorkflowExecutionResponse());
        using var client = _service.CreateClient();
        var handle = new WorkflowHandle(client, "order-42", runId: null, firstRunId: "r1");

        await handle.CancelAsync();
        await handle.TerminateAsync("fraud");

        var cancel = Assert.Single(_service.Requests<RequestCancelWorkflowExecutionRequest>());
        var terminate = Assert.Single(_service.Requests<TerminateWorkflowExecutionRequest>());
        Assert.Equal(("r1", ""), (cancel.FirstExecutionRunId, cancel.WorkflowExecution.RunId));
        Assert.Equal(("r1", "fraud"), (terminate.FirstExecutionRunId, terminate.Reason));
    }

    [Fact]
    public async Task GetHistory_TwoPages_EnumeratesBoth()
    {
        _service.On<GetWorkflowExecutionHistoryRequest>(request => new GetWorkflowExecutionHistoryResponse
        {
            History = new History { Events = { new HistoryEvent { EventId = request.NextPageToken.IsEmpty ? 1 : 2 } } },
            NextPageToken = request.NextPageToken.IsEmpty ? ByteString.CopyFromUtf8("more") : ByteString.Empty,
        });
        using var client = _service.CreateClient();

        var ids = new List<long>();
        await foreach (var item in client.GetHandle("order-42").GetHistoryAsync())
        {
            ids.Add(item.EventId);
        }

        Assert.Equal([1, 2], ids);
    }

    private async Task<Exception?> CauseOfAsync(HistoryEvent close)
    {
        _service.OnEach<GetWorkflowExecutionHistoryRequest>(Page(close));
        using var client = _service.CreateClient();
        return (await Assert.ThrowsAsync<WorkflowFailedException>(() => client.GetHandle<int>("order-42").GetResultAsync())).InnerException;
    }

    private static GetWorkflowExecutionHistoryResponse Completed<T>(T result) =>
        Page(new HistoryEvent { WorkflowExecutionCompletedEventAttributes = new() { Result = new Payloads { Payloads_ = { Converter.ToPayload(result) } } } });

    private static GetWorkflowExecutionHistoryResponse Page(HistoryEvent item) => new() { History = new History { Events = { item } } };

    private static GetWorkflowExecutionHistoryResponse EmptyPage(string token) => new() { History = new History(), NextPageToken = ByteString.CopyFromUtf8(token) };
}
