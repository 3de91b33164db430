using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.ErrorDetails.V1;
using CodeFirst.Protocol.Protocol.V1;
using CodeFirst.Protocol.Update.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Tests.Runs;
using CodeFirst.Storage.Conformance.Faults;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using static CodeFirst.Server.Tests.TestWorker;
using Stage = CodeFirst.Protocol.Enums.V1.UpdateWorkflowExecutionLifecycleStage;

namespace CodeFirst.Server.Tests.Services;

public class UpdateTests
{
    // B42: nothing of a rejected update reaches the store.
    [Fact]
    public async Task Update_RejectedByAWaitingWorker_WritesNothing()
    {
        await using var server = await TestServer.StartAsync();
        await StartStickyAsync(server);
        var poll = server.Worker.PollAsync(StickyQueue);
        await server.WaitForPollersAsync((StickyQueue, TaskQueueType.Workflow));
        var commits = server.Counters.Commits;
        var update = UpdateAsync(server, "u1");

        var task = await poll;
        var answer = await AnswerAsync(server, task, Reject("u1"));

        Assert.Equal("no", (await update).Outcome.Failure.Message);
        Assert.Equal(Stage.Completed, (await update).Stage);
        Assert.Equal(3, answer.ResetHistoryEventId);
        Assert.Equal([4L, 5, 6], task.History.Events.Select(e => e.EventId));
        Assert.Equal(commits, server.Counters.Commits);
        Assert.Equal(4, (await server.HistoryAsync("order-1")).History.Events.Count);
    }

    [Fact]
    public async Task Update_Completed_IsReadFromHistoryByAnyoneWhoAsks()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        var update = UpdateAsync(server, "u1");
        var task = await PollForUpdateAsync(server);

        await AnswerAsync(server, task, Accept("u1"), Respond("u1", "renamed"));

        Assert.Equal("renamed", Text((await update).Outcome.Success));
        var polled = await PollUpdateAsync(server, "u1");
        Assert.Equal(("renamed", Stage.Completed), (Text(polled.Outcome.Success), polled.Stage));
        Assert.Equal("renamed", Text((await UpdateAsync(server, "u1")).Outcome.Success));
    }

    // B18: a worker that has to read from the beginning sees the events of the speculative task, people do not.
    [Fact]
    public async Task History_WhileASpeculativeTaskIsStarted_HasItsEventsForWorkersOnly()
    {
        await using var server = await TestServer.StartAsync();
        await StartStickyAsync(server);
        var poll = server.Worker.PollAsync(StickyQueue);
        await server.WaitForPollersAsync((StickyQueue, TaskQueueType.Workflow));
        _ = UpdateAsync(server, "u1");
        await poll;

        var request = new GetWorkflowExecutionHistoryRequest { Namespace = TestServer.Namespace, Execution = TestServer.Execution("order-1") };
        Assert.Equal(6, (await server.Client.GetWorkflowExecutionHistoryAsync(request)).History.Events.Count);
        var people = new Metadata { { "client-name", "temporal-cli" } };
        Assert.Equal(4, (await server.Client.GetWorkflowExecutionHistoryAsync(request, people)).History.Events.Count);
    }

    // B43
    [Fact]
    public async Task Update_NobodyPolls_AnswersAfterTheLongPollWithTheStage()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(time: time);
        await server.StartWorkflowAsync("order-1");
        var update = UpdateAsync(server, "u1");
        while ((await PollOrNullAsync(server, "u1")) is null)
        {
        }

        // The update is known a moment before its sender's time begins to run.
        while (!update.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(20));
            await PollOrNullAsync(server, "u1");
        }

        Assert.Equal(Stage.Admitted, (await update).Stage);
        Assert.Null((await update).Outcome);
    }

    // B43
    [Fact]
    public async Task Update_WaitForAccepted_IsAnsweredThenAndPolledForTheRest()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        var update = UpdateAsync(server, "u1", Stage.Accepted);
        await AnswerAsync(server, await PollForUpdateAsync(server), Accept("u1"));

        Assert.Equal((Stage.Accepted, null), ((await update).Stage, (await update).Outcome));
        Assert.Equal(Stage.Accepted, (await PollUpdateAsync(server, "u1", Stage.Unspecified)).Stage);
        var result = PollUpdateAsync(server, "u1");
        await server.Client.SignalWorkflowExecutionAsync(new() { Namespace = TestServer.Namespace, WorkflowExecution = TestServer.Execution("order-1"), SignalName = "go" });
        await AnswerAsync(server, await server.Worker.PollAsync(), Respond("u1", "done"));
        Assert.Equal("done", Text((await result).Outcome.Success));
    }

    // B44
    [Fact]
    public async Task Update_ServerRestartsAfterTheAcceptance_GoesOn()
    {
        using var store = new StoreFile();
        await using (var first = await TestServer.StartAsync(store.Open()))
        {
            await first.StartWorkflowAsync("order-1");
            var update = UpdateAsync(first, "u1", Stage.Accepted);
            await AnswerAsync(first, await PollForUpdateAsync(first), Accept("u1"));
            await update;
        }

        await using var second = await TestServer.StartAsync(store.Open());
        var result = UpdateAsync(second, "u1");
        await second.Client.SignalWorkflowExecutionAsync(new() { Namespace = TestServer.Namespace, WorkflowExecution = TestServer.Execution("order-1"), SignalName = "go" });
        var task = await second.Worker.PollAsync();
        Assert.Empty(task.Messages);
        await AnswerAsync(second, task, Respond("u1", "done"));
        Assert.Equal("done", Text((await result).Outcome.Success));
    }

    [Fact]
    public async Task Update_ServerRestartsBeforeAWorkerCame_IsDeliveredByTheNext()
    {
        using var store = new StoreFile();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using (var first = await TestServer.StartAsync(store.Open(), time))
        {
            await StartStickyAsync(first);

            // Long enough for the queue to count as one that nobody polls.
            time.Advance(TimeSpan.FromSeconds(11));
            var update = UpdateAsync(first, "u1");
            while ((await PollOrNullAsync(first, "u1")) is null)
            {
            }

            await first.StopAsync();
            await Assert.ThrowsAsync<RpcException>(() => update);
        }

        await using var second = await TestServer.StartAsync(store.Open());
        Assert.Equal("u1", Assert.Single((await PollForUpdateAsync(second)).Messages).ProtocolInstanceId);
    }

    // B44
    [Fact]
    public async Task Update_RunClosesWithoutSeeingIt_IsAbortedOrLandsOnTheNextRun()
    {
        await using var server = await TestServer.StartAsync();
        var started = await server.StartWorkflowAsync("order-1");
        var task = await server.Worker.PollAsync();
        var update = UpdateAsync(server, "any");
        var ofTheRun = UpdateAsync(server, "this", runId: started.RunId);
        while ((await PollOrNullAsync(server, "any")) is null || (await PollOrNullAsync(server, "this")) is null)
        {
        }

        await server.Worker.CompleteAsync(task, ContinueAsNew());

        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => ofTheRun)).StatusCode);
        await AnswerAsync(server, await PollForUpdateAsync(server), Accept("any"), Respond("any", "next"));
        Assert.Equal("next", Text((await update).Outcome.Success));
        Assert.NotEqual(started.RunId, (await update).UpdateRef.WorkflowExecution.RunId);
    }

    [Fact]
    public async Task Update_CommitFailsWhileItLivesInMemory_IsAdmittedAgain()
    {
        var faults = new Faults();
        await using var server = await TestServer.StartAsync(faults.Wrap());
        await StartStickyAsync(server);
        var poll = server.Worker.PollAsync(StickyQueue);
        await server.WaitForPollersAsync((StickyQueue, TaskQueueType.Workflow));
        var update = UpdateAsync(server, "u1");
        await poll;
        faults.FailNextCommit(StoreFault.Before);
        var signal = new SignalWorkflowExecutionRequest { Namespace = TestServer.Namespace, WorkflowExecution = TestServer.Execution("order-1"), SignalName = "go" };
        await TestServer.FailureAsync(server.Client.SignalWorkflowExecutionAsync(signal));

        await AnswerAsync(server, await server.Worker.PollAsync(StickyQueue), Accept("u1"), Respond("u1", "done"));

        Assert.Equal("done", Text((await update).Outcome.Success));
    }

    // Another process hands the update out, and hears the answer: its sender learns of it here.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Update_WorkerPollsAnotherProcess_IsAnsweredHere(bool isRejected)
    {
        await using var store = new SharedStore();
        await using var here = await TestServer.StartAsync(store.OpenDoor());
        await using var there = await TestServer.StartAsync(store.OpenDoor());
        await here.StartWorkflowAsync("order-1");
        await there.Worker.CompleteAsync(await there.Worker.PollAsync());
        var update = UpdateAsync(here, "u1");

        var task = await PollForUpdateAsync(there);
        await AnswerAsync(there, task, isRejected ? [Reject("u1")] : [Accept("u1"), Respond("u1", "done")]);

        var outcome = (await update).Outcome;
        Assert.Equal(isRejected ? "no" : "done", isRejected ? outcome.Failure.Message : Text(outcome.Success));
    }

    // B45
    [Fact]
    public async Task Update_TooManyInFlight_IsResourceExhausted()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        for (var i = 0; i < 10; i++)
        {
            var id = $"u{i}";
            _ = UpdateAsync(server, id);
            while ((await PollOrNullAsync(server, id)) is null)
            {
            }
        }

        var refusal = await Assert.ThrowsAsync<RpcException>(() => UpdateAsync(server, "one too many"));
        Assert.Equal(StatusCode.ResourceExhausted, refusal.StatusCode);
        Assert.Equal(ResourceExhaustedCause.ConcurrentLimit, refusal.GetRpcStatus()!.GetDetail<ResourceExhaustedFailure>()!.Cause);
    }

    [Fact]
    public async Task Poll_UnknownUpdate_IsNotFound()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");

        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => PollUpdateAsync(server, "nothing"))).StatusCode);
    }

    [Theory]
    [InlineData("meta", StatusCode.InvalidArgument)]
    [InlineData("input", StatusCode.InvalidArgument)]
    [InlineData("name", StatusCode.InvalidArgument)]
    [InlineData("workflow", StatusCode.InvalidArgument)]
    [InlineData("stage", StatusCode.InvalidArgument)]
    [InlineData("admitted", StatusCode.PermissionDenied)]
    [InlineData("unknown", StatusCode.NotFound)]
    [InlineData("chain", StatusCode.NotFound)]
    public async Task Update_BadRequest_IsRefusedAndChangesNothing(string kind, StatusCode expected)
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        var request = Request("u1", Stage.Completed);
        switch (kind)
        {
            case "meta":
                request.Request.Meta = null;
                break;
            case "input":
                request.Request.Input = null;
                break;
            case "name":
                request.Request.Input.Name = string.Empty;
                break;
            case "workflow":
                request.WorkflowExecution = null;
                break;
            case "stage":
                request.WaitPolicy.LifecycleStage = (Stage)99;
                break;
            case "admitted":
                request.WaitPolicy.LifecycleStage = Stage.Admitted;
                break;
            case "unknown":
                request.WorkflowExecution.WorkflowId = "nobody";
                break;
            default:
                request.FirstExecutionRunId = Guid.NewGuid().ToString();
                break;
        }

        Assert.Equal(expected, (await TestServer.FailureAsync(server.Client.UpdateWorkflowExecutionAsync(request))).StatusCode);
        Assert.Null(await PollOrNullAsync(server, "u1"));
    }

    internal static UpdateWorkflowExecutionRequest Request(string id, Stage stage, string runId = "") => new()
    {
        Namespace = TestServer.Namespace,
        WorkflowExecution = TestServer.Execution("order-1", runId),
        WaitPolicy = new() { LifecycleStage = stage },
        Request = new() { Meta = new() { UpdateId = id, Identity = "client" }, Input = new() { Name = "rename" } },
    };

    internal static Message Accept(string id) => ToMessage(id, "accept", new Acceptance { AcceptedRequestMessageId = $"{id}/request" });

    internal static Message Respond(string id, string result) =>
        ToMessage(id, "complete", new Response { Meta = new() { UpdateId = id }, Outcome = new() { Success = Payloads(result) } });

    internal static Message Reject(string id) => ToMessage(id, "reject", new Rejection { Failure = new() { Message = "no" } });

    internal static async Task<RespondWorkflowTaskCompletedResponse> AnswerAsync(TestServer server, PollWorkflowTaskQueueResponse task, params Message[] messages) =>
        await server.Client.RespondWorkflowTaskCompletedAsync(new()
        {
            TaskToken = task.TaskToken,
            Messages = { messages },
            Commands =
            {
                messages.Where(message => !message.Body.Is(Rejection.Descriptor)).Select(message => new Command
                {
                    CommandType = CommandType.ProtocolMessage,
                    ProtocolMessageCommandAttributes = new() { MessageId = message.Id },
                }),
            },
        });

    /// <summary>Polls until a task brings an update; tasks before it are completed.</summary>
    internal static async Task<PollWorkflowTaskQueueResponse> PollForUpdateAsync(TestServer server)
    {
        while (true)
        {
            var task = await server.Worker.PollAsync();
            if (task.Messages.Count > 0)
            {
                return task;
            }

            await server.Worker.CompleteAsync(task);
        }
    }

    private static Message ToMessage(string id, string kind, Google.Protobuf.IMessage body) =>
        new() { Id = $"{id}/{kind}", ProtocolInstanceId = id, Body = Any.Pack(body) };

    private static async Task StartStickyAsync(TestServer server)
    {
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteStickyAsync(await server.Worker.PollAsync());
    }

    private static async Task<UpdateWorkflowExecutionResponse> UpdateAsync(TestServer server, string id, Stage stage = Stage.Completed, string runId = "") =>
        await server.Client.UpdateWorkflowExecutionAsync(Request(id, stage, runId)).ResponseAsync.WaitAsync(TestServer.Patience);

    private static async Task<PollWorkflowExecutionUpdateResponse> PollUpdateAsync(TestServer server, string id, Stage stage = Stage.Completed) =>
        await server.Client.PollWorkflowExecutionUpdateAsync(new()
        {
            Namespace = TestServer.Namespace,
            UpdateRef = new() { WorkflowExecution = TestServer.Execution("order-1"), UpdateId = id },
            WaitPolicy = new() { LifecycleStage = stage },
        }).ResponseAsync.WaitAsync(TestServer.Patience);

    private static async Task<PollWorkflowExecutionUpdateResponse?> PollOrNullAsync(TestServer server, string id)
    {
        try
        {
            return await PollUpdateAsync(server, id, Stage.Unspecified);
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }
}
