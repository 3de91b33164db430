using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf;
using Grpc.Core;

namespace CodeFirst.Server.Tests.Services;

public class HistoryTests
{
    [Fact]
    public async Task Get_SmallPages_ReadsEveryEventOnce()
    {
        await using var server = await TestServer.StartAsync();
        await RunToEndAsync(server);

        var ids = new List<long>();
        var request = Request();
        request.MaximumPageSize = 2;
        do
        {
            var page = await server.Client.GetWorkflowExecutionHistoryAsync(request);
            Assert.True(page.History.Events.Count <= 2);
            ids.AddRange(page.History.Events.Select(e => e.EventId));
            request.NextPageToken = page.NextPageToken;
        }
        while (!request.NextPageToken.IsEmpty);

        Assert.Equal([1L, 2, 3, 4, 5], ids);
    }

    [Fact]
    public async Task Get_ManyLargeEventsOfOneCommit_StaysBelowTheLimitOfClients()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        var task = await server.Worker.PollAsync();
        await SignalAsync(server, new string('x', 900_000));
        await SignalAsync(server, new string('x', 900_000));
        await server.Worker.CompleteAsync(task, [.. Enumerable.Range(1, 4).Select(id => TestWorker.ScheduleActivity($"{id}", activity => activity.Input = TestWorker.Payloads(new string('x', 900_000))))]);

        var ids = new List<long>();
        var request = Request();
        do
        {
            var page = await server.Client.GetWorkflowExecutionHistoryAsync(request);
            ids.AddRange(page.History.Events.Select(e => e.EventId));
            request.NextPageToken = page.NextPageToken;
        }
        while (!request.NextPageToken.IsEmpty);

        Assert.Equal(Enumerable.Range(1, 11).Select(id => (long)id), ids);
    }

    [Fact]
    public async Task Get_WaitNewEvent_AnswersWhenSomethingHappens()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        var request = Request();
        request.WaitNewEvent = true;
        var first = await server.Client.GetWorkflowExecutionHistoryAsync(request);
        request.NextPageToken = first.NextPageToken;
        var next = server.Client.GetWorkflowExecutionHistoryAsync(request);

        await SignalAsync(server);

        Assert.Equal([1L, 2], first.History.Events.Select(e => e.EventId));
        Assert.Equal([3L], (await next).History.Events.Select(e => e.EventId));
        Assert.False((await next).NextPageToken.IsEmpty);
    }

    [Fact]
    public async Task Get_WaitNewEventInVain_AnswersAnEmptyPageWithAToken()
    {
        await using var server = await TestServer.StartAsync(configure: options => options with { HistoryPollTimeout = TimeSpan.FromMilliseconds(50) });
        await server.StartWorkflowAsync("order-1");
        var request = Request();
        request.WaitNewEvent = true;
        request.NextPageToken = (await server.Client.GetWorkflowExecutionHistoryAsync(request)).NextPageToken;

        var empty = await server.Client.GetWorkflowExecutionHistoryAsync(request);

        Assert.Empty(empty.History.Events);
        request.NextPageToken = empty.NextPageToken;
        await SignalAsync(server);
        Assert.Equal([3L], (await server.Client.GetWorkflowExecutionHistoryAsync(request)).History.Events.Select(e => e.EventId));
    }

    [Fact]
    public async Task Get_WaitNewEvent_DoesNotShowATaskThatLivesInMemory()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        await server.Worker.PollAsync();
        var request = Request();
        request.WaitNewEvent = true;

        var page = await server.Client.GetWorkflowExecutionHistoryAsync(request);

        Assert.Equal([1L, 2], page.History.Events.Select(e => e.EventId));
    }

    [Fact]
    public async Task Get_StartedTask_IsSeenByWorkersAndNotByTheCommandLine()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        await server.Worker.PollAsync();

        var worker = await server.Client.GetWorkflowExecutionHistoryAsync(Request());
        var cli = await server.Client.GetWorkflowExecutionHistoryAsync(Request(), new Metadata { { "client-name", "temporal-cli" } });

        Assert.Equal([1L, 2, 3], worker.History.Events.Select(e => e.EventId));
        Assert.Equal([1L, 2], cli.History.Events.Select(e => e.EventId));
    }

    [Fact]
    public async Task Get_TransientAttempt_IsSeenByItsWorker()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        var task = await server.Worker.PollAsync();
        await server.Client.RespondWorkflowTaskFailedAsync(new() { TaskToken = task.TaskToken, Cause = WorkflowTaskFailedCause.NonDeterministicError });
        var retry = await server.Worker.PollAsync();

        var page = await server.Client.GetWorkflowExecutionHistoryAsync(Request());

        Assert.Equal(retry.History, page.History);
        Assert.Equal(retry.StartedEventId, page.History.Events[^1].EventId);
    }

    [Fact]
    public async Task Get_CloseEventWithWait_AnswersTheLastEventWhenTheRunCloses()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        var request = Request();
        request.WaitNewEvent = true;
        request.HistoryEventFilterType = HistoryEventFilterType.CloseEvent;
        var closing = server.Client.GetWorkflowExecutionHistoryAsync(request);

        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.Complete("shipped"));

        var response = await closing;
        var close = Assert.Single(response.History.Events);
        Assert.Equal("shipped", TestWorker.Text(close.WorkflowExecutionCompletedEventAttributes.Result));
        Assert.True(response.NextPageToken.IsEmpty);
    }

    [Fact]
    public async Task Get_CloseEventWithoutWait_IsEmptyWhileTheRunRuns()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        var request = Request();
        request.HistoryEventFilterType = HistoryEventFilterType.CloseEvent;

        var response = await server.Client.GetWorkflowExecutionHistoryAsync(request);

        Assert.Empty(response.History.Events);
        Assert.True(response.NextPageToken.IsEmpty);
    }

    [Fact]
    public async Task Get_TokenOfARunThatContinuedAsNew_StaysWithThatRun()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        var request = Request();
        request.MaximumPageSize = 1;
        request.NextPageToken = (await server.Client.GetWorkflowExecutionHistoryAsync(request)).NextPageToken;
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.ContinueAsNew());

        request.MaximumPageSize = 0;
        var rest = await server.Client.GetWorkflowExecutionHistoryAsync(request);

        Assert.Equal(EventType.WorkflowExecutionContinuedAsNew, rest.History.Events[^1].EventType);
    }

    [Fact]
    public async Task Get_LongHistory_ComesInPagesFromPollToEnd()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        var payload = new string('x', 500_000);
        for (var i = 0; i < 5; i++)
        {
            await SignalAsync(server, payload);
        }

        var task = await server.Worker.PollAsync();
        var ids = task.History.Events.Select(e => e.EventId).ToList();
        var token = task.NextPageToken;
        Assert.False(token.IsEmpty);
        while (!token.IsEmpty)
        {
            var request = Request();
            request.Execution.RunId = task.WorkflowExecution.RunId;
            request.NextPageToken = token;
            var page = await server.Client.GetWorkflowExecutionHistoryAsync(request);
            ids.AddRange(page.History.Events.Select(e => e.EventId));
            token = page.NextPageToken;
        }

        Assert.Equal(Enumerable.Range(1, (int)task.StartedEventId).Select(id => (long)id), ids);
    }

    [Fact]
    public async Task Get_MalformedToken_IsInvalid()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        var request = Request();
        request.NextPageToken = ByteString.CopyFromUtf8("nonsense");

        Assert.Equal(StatusCode.InvalidArgument, (await TestServer.FailureAsync(server.Client.GetWorkflowExecutionHistoryAsync(request))).StatusCode);
    }

    private static GetWorkflowExecutionHistoryRequest Request() => new() { Namespace = TestServer.Namespace, Execution = TestServer.Execution("order-1") };

    private static async Task RunToEndAsync(TestServer server)
    {
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.Complete());
    }

    private static async Task SignalAsync(TestServer server, string input = "") =>
        await server.Client.SignalWorkflowExecutionAsync(new()
        {
            Namespace = TestServer.Namespace,
            WorkflowExecution = TestServer.Execution("order-1"),
            SignalName = "go",
            Input = TestWorker.Payloads(input),
        });

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(0)]
    public async Task Reverse_InPages_GivesEveryEventOnceFromTheLastOn(int pageSize)
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        for (var i = 0; i < 40; i++)
        {
            await server.Client.SignalWorkflowExecutionAsync(new() { Namespace = TestServer.Namespace, WorkflowExecution = TestServer.Execution("order-1"), SignalName = $"signal-{i}" });
        }

        var ids = new List<long>();
        var request = new GetWorkflowExecutionHistoryReverseRequest
        {
            Namespace = TestServer.Namespace,
            Execution = TestServer.Execution("order-1"),
            MaximumPageSize = pageSize,
        };
        do
        {
            var page = await server.Client.GetWorkflowExecutionHistoryReverseAsync(request);
            Assert.True(pageSize == 0 || page.History.Events.Count <= pageSize);
            ids.AddRange(page.History.Events.Select(e => e.EventId));
            request.NextPageToken = page.NextPageToken;
        }
        while (!request.NextPageToken.IsEmpty);

        Assert.Equal(Enumerable.Range(1, 42).Reverse().Select(id => (long)id), ids);
    }

    // B64
    [Fact]
    public async Task Reverse_ContinuedWhileReading_StaysWithTheRun()
    {
        await using var server = await TestServer.StartAsync();
        var run = await server.StartWorkflowAsync("order-1");
        var request = new GetWorkflowExecutionHistoryReverseRequest { Namespace = TestServer.Namespace, Execution = TestServer.Execution("order-1"), MaximumPageSize = 1 };
        request.NextPageToken = (await server.Client.GetWorkflowExecutionHistoryReverseAsync(request)).NextPageToken;
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.ContinueAsNew());

        var page = await server.Client.GetWorkflowExecutionHistoryReverseAsync(request);

        Assert.Equal(run.RunId, Assert.Single(page.History.Events).WorkflowExecutionStartedEventAttributes.OriginalExecutionRunId);
    }

    // B64
    [Theory]
    [InlineData("not a token")]
    [InlineData("")]
    public async Task Reverse_ForeignToken_IsRefused(string token)
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        var bytes = token.Length > 0
            ? ByteString.CopyFromUtf8(token)
            : (await server.Client.GetWorkflowExecutionHistoryAsync(new()
            {
                Namespace = TestServer.Namespace,
                Execution = TestServer.Execution("order-1"),
                MaximumPageSize = 1,
            })).NextPageToken;

        var error = await TestServer.FailureAsync(server.Client.GetWorkflowExecutionHistoryReverseAsync(new()
        {
            Namespace = TestServer.Namespace,
            Execution = TestServer.Execution("order-1"),
            NextPageToken = bytes,
        }));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }
}
