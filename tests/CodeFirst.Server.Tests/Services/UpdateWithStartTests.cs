using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.ErrorDetails.V1;
using CodeFirst.Protocol.Failure.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static CodeFirst.Server.Tests.Services.UpdateTests;
using static CodeFirst.Server.Tests.TestWorker;
using Stage = CodeFirst.Protocol.Enums.V1.UpdateWorkflowExecutionLifecycleStage;

namespace CodeFirst.Server.Tests.Services;

/// <summary>B47: a start and an update as one operation.</summary>
public class UpdateWithStartTests
{
    [Fact]
    public async Task Operation_NoRun_StartsOneThatHasTheUpdateWithItsFirstTask()
    {
        await using var server = await TestServer.StartAsync();
        var operation = ExecuteAsync(server, NewOperation());
        var task = await server.Worker.PollAsync();
        Assert.Equal("u1", Assert.Single(task.Messages).ProtocolInstanceId);
        await AnswerAsync(server, task, Accept("u1"), Respond("u1", "done"));

        var (start, update) = await operation;
        Assert.True(start.Started);
        Assert.Equal((start.RunId, "done"), (update.UpdateRef.WorkflowExecution.RunId, Text(update.Outcome.Success)));
    }

    [Fact]
    public async Task Operation_RunRunsAndPolicyAllows_UpdatesIt()
    {
        await using var server = await TestServer.StartAsync();
        var running = await server.StartWorkflowAsync("order-1");
        var operation = ExecuteAsync(server, NewOperation());
        await AnswerAsync(server, await PollForUpdateAsync(server), Accept("u1"), Respond("u1", "done"));

        var (start, update) = await operation;
        Assert.Equal((running.RunId, false), (start.RunId, start.Started));
        Assert.Equal("done", Text(update.Outcome.Success));
    }

    [Fact]
    public async Task Operation_SentTwice_HappensOnceAlsoAfterTheClose()
    {
        await using var server = await TestServer.StartAsync();
        var request = NewOperation(policy: WorkflowIdConflictPolicy.Fail);
        var first = ExecuteAsync(server, request);
        await AnswerAsync(server, await server.Worker.PollAsync(), Accept("u1"), Respond("u1", "done"));
        var started = (await first).Start.RunId;
        Assert.Equal((started, "done"), await AgainAsync(request));

        await server.Client.TerminateWorkflowExecutionAsync(new() { Namespace = TestServer.Namespace, WorkflowExecution = TestServer.Execution("order-1") });
        Assert.Equal((started, "done"), await AgainAsync(request));
        Assert.Equal((started, "done"), await AgainAsync(NewOperation()));

        async Task<(string, string)> AgainAsync(ExecuteMultiOperationRequest again)
        {
            var (start, update) = await ExecuteAsync(server, again);
            return (start.RunId, Text(update.Outcome.Success));
        }
    }

    [Fact]
    public async Task Operation_RunRunsAndPolicyFails_IsAlreadyStartedAndTheUpdateAborted()
    {
        await using var server = await TestServer.StartAsync();
        var running = await server.StartWorkflowAsync("order-1");

        var error = await Assert.ThrowsAsync<RpcException>(() => ExecuteAsync(server, NewOperation(policy: WorkflowIdConflictPolicy.Fail)));

        var statuses = Statuses(error);
        Assert.Equal([StatusCode.AlreadyExists, StatusCode.Aborted], statuses.Select(status => (StatusCode)status.Code));
        Assert.Equal(StatusCode.AlreadyExists, error.StatusCode);
        Assert.Equal(running.RunId, statuses[0].Details.Single().Unpack<WorkflowExecutionAlreadyStartedFailure>().RunId);
        Assert.True(statuses[1].Details.Single().Is(MultiOperationExecutionAborted.Descriptor));
    }

    [Fact]
    public async Task Operation_RunClosesBeforeItSawTheUpdate_StartsAnother()
    {
        await using var server = await TestServer.StartAsync();
        var running = await server.StartWorkflowAsync("order-1");
        var task = await server.Worker.PollAsync();
        var operation = ExecuteAsync(server, NewOperation());
        while (!await IsAdmittedAsync(server))
        {
        }

        await server.Worker.CompleteAsync(task, Complete());
        await AnswerAsync(server, await server.Worker.PollAsync(), Accept("u1"), Respond("u1", "done"));

        var (start, update) = await operation;
        Assert.True(start.Started);
        Assert.NotEqual(running.RunId, start.RunId);
        Assert.Equal("done", Text(update.Outcome.Success));
    }

    [Fact]
    public async Task Operation_UpdateRefused_SaysSoOfTheUpdate()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        for (var i = 0; i < 10; i++)
        {
            var request = Request($"other-{i}", Stage.Accepted);
            _ = server.Client.UpdateWorkflowExecutionAsync(request).ResponseAsync;
            while (!await IsAdmittedAsync(server, $"other-{i}"))
            {
            }
        }

        var error = await Assert.ThrowsAsync<RpcException>(() => ExecuteAsync(server, NewOperation()));

        Assert.Equal([StatusCode.Aborted, StatusCode.ResourceExhausted], Statuses(error).Select(status => (StatusCode)status.Code));
    }

    [Theory]
    [InlineData("order", false)]
    [InlineData("single", false)]
    [InlineData("workflow", true)]
    [InlineData("cron", true)]
    [InlineData("delay", true)]
    [InlineData("eager", true)]
    [InlineData("run", true)]
    [InlineData("chain", true)]
    [InlineData("namespace", true)]
    [InlineData("name", true)]
    public async Task Operation_BadRequest_IsInvalidAndStartsNothing(string kind, bool hasStatuses)
    {
        await using var server = await TestServer.StartAsync();
        var request = NewOperation();
        var (start, update) = (request.Operations[0].StartWorkflow, request.Operations[1].UpdateWorkflow);
        switch (kind)
        {
            case "order":
                (request.Operations[0], request.Operations[1]) = (request.Operations[1], request.Operations[0]);
                break;
            case "single":
                request.Operations.RemoveAt(1);
                break;
            case "workflow":
                update.WorkflowExecution.WorkflowId = "order-2";
                break;
            case "cron":
                start.CronSchedule = "* * * * *";
                break;
            case "delay":
                start.WorkflowStartDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(1));
                break;
            case "eager":
                start.RequestEagerExecution = true;
                break;
            case "run":
                update.WorkflowExecution.RunId = Guid.NewGuid().ToString();
                break;
            case "chain":
                update.FirstExecutionRunId = Guid.NewGuid().ToString();
                break;
            case "namespace":
                start.Namespace = "other";
                break;
            default:
                update.Request.Input.Name = string.Empty;
                break;
        }

        var error = await Assert.ThrowsAsync<RpcException>(() => ExecuteAsync(server, request));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal(hasStatuses, error.GetRpcStatus()?.GetDetail<MultiOperationExecutionFailure>() is not null);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => server.DescribeAsync("order-1"))).StatusCode);
    }

    private static ExecuteMultiOperationRequest NewOperation(WorkflowIdConflictPolicy policy = WorkflowIdConflictPolicy.UseExisting)
    {
        var start = TestServer.StartRequest("order-1");
        start.WorkflowIdConflictPolicy = policy;
        return new ExecuteMultiOperationRequest
        {
            Namespace = TestServer.Namespace,
            Operations =
            {
                new ExecuteMultiOperationRequest.Types.Operation { StartWorkflow = start },
                new ExecuteMultiOperationRequest.Types.Operation { UpdateWorkflow = Request("u1", Stage.Completed) },
            },
        };
    }

    private static async Task<(StartWorkflowExecutionResponse Start, UpdateWorkflowExecutionResponse Update)> ExecuteAsync(
        TestServer server,
        ExecuteMultiOperationRequest request)
    {
        var response = await server.Client.ExecuteMultiOperationAsync(request).ResponseAsync.WaitAsync(TestServer.Patience);
        return (response.Responses[0].StartWorkflow, response.Responses[1].UpdateWorkflow);
    }

    private static RepeatedField<MultiOperationExecutionFailure.Types.OperationStatus> Statuses(RpcException error) =>
        error.GetRpcStatus()!.GetDetail<MultiOperationExecutionFailure>()!.Statuses;

    private static async Task<bool> IsAdmittedAsync(TestServer server, string id = "u1")
    {
        try
        {
            await server.Client.PollWorkflowExecutionUpdateAsync(new()
            {
                Namespace = TestServer.Namespace,
                UpdateRef = new() { WorkflowExecution = TestServer.Execution("order-1"), UpdateId = id },
            });
            return true;
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
    }
}
