using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CodeFirst.Server.Tests.Services;

/// <summary>B9, and what else a start or a request on a running workflow may ask for: B5, B60.</summary>
public class EagerStartTests
{
    [Fact]
    public async Task Start_Eagerly_AnswersTheStartedTaskInOneCommit()
    {
        await using var server = await TestServer.StartAsync();
        var request = Eager();
        var commits = server.Counters.Commits;

        var response = await server.Client.StartWorkflowExecutionAsync(request);

        Assert.Equal(commits + 1, server.Counters.Commits);
        var task = response.EagerWorkflowTask;
        Assert.Equal([EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted], task.History.Events.Select(e => e.EventType));
        Assert.True(task.History.Events[0].WorkflowExecutionStartedEventAttributes.EagerExecutionAccepted);
        Assert.Equal(task.TaskToken, (await server.Client.StartWorkflowExecutionAsync(request)).EagerWorkflowTask.TaskToken);

        await server.Worker.CompleteAsync(task, TestWorker.Complete());
        var retried = await server.Client.StartWorkflowExecutionAsync(request);
        Assert.Equal((WorkflowExecutionStatus.Completed, null), (retried.Status, retried.EagerWorkflowTask));
    }

    [Fact]
    public async Task Start_EagerlyWithDelay_GetsNoTask()
    {
        await using var server = await TestServer.StartAsync();
        var request = Eager();
        request.WorkflowStartDelay = Duration.FromTimeSpan(TimeSpan.FromHours(1));

        Assert.Null((await server.Client.StartWorkflowExecutionAsync(request)).EagerWorkflowTask);
        Assert.False((await server.HistoryAsync("order-1")).History.Events[0].WorkflowExecutionStartedEventAttributes.EagerExecutionAccepted);
    }

    // B5, B3
    [Fact]
    public async Task Start_UseExistingAttached_IsWrittenOnceAndKnownAgain()
    {
        await using var server = await TestServer.StartAsync();
        var first = await server.StartWorkflowAsync("order-1");
        var request = TestServer.StartRequest("order-1");
        request.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting;
        request.OnConflictOptions = new() { AttachRequestId = true, AttachCompletionCallbacks = true, AttachLinks = true };
        request.CompletionCallbacks.Add(new Callback { Links = { new Link() } });

        var attached = await server.Client.StartWorkflowExecutionAsync(request);
        var again = await server.Client.StartWorkflowExecutionAsync(request);

        Assert.Equal((first.RunId, false), (attached.RunId, attached.Started));
        Assert.Equal(attached, again);
        Assert.Equal(request.RequestId, attached.Link.WorkflowEvent.RequestIdRef.RequestId);
        Assert.Single((await server.HistoryAsync("order-1")).History.Events, e => e.EventType == EventType.WorkflowExecutionOptionsUpdated);
        var described = await server.DescribeAsync("order-1");
        Assert.Equal(2, described.WorkflowExtendedInfo.RequestIdInfos.Count);
        Assert.Single(described.Callbacks);
    }

    // B60
    [Fact]
    public async Task Pause_Run_IsDescribedAndHoldsItsTaskAndQueries()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync());

        await server.Client.PauseWorkflowExecutionAsync(new() { Namespace = TestServer.Namespace, WorkflowId = "order-1", Reason = "look", Identity = "ada" });

        var described = await server.DescribeAsync("order-1");
        Assert.Equal((WorkflowExecutionStatus.Paused, "look"), (described.WorkflowExecutionInfo.Status, described.WorkflowExtendedInfo.PauseInfo.Reason));
        var query = await server.Client.QueryWorkflowAsync(new() { Namespace = TestServer.Namespace, Execution = TestServer.Execution("order-1"), Query = new() { QueryType = "state" } });
        Assert.Equal(WorkflowExecutionStatus.Paused, query.QueryRejected.Status);

        await server.Client.UnpauseWorkflowExecutionAsync(new() { Namespace = TestServer.Namespace, WorkflowId = "order-1" });
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.Complete());
        Assert.Equal(WorkflowExecutionStatus.Completed, (await server.DescribeAsync("order-1")).WorkflowExecutionInfo.Status);
    }

    [Theory]
    [InlineData("priority.priority_key", null)]
    [InlineData("versioning_override", StatusCode.Unimplemented)]
    [InlineData("colour", StatusCode.InvalidArgument)]
    [InlineData("", StatusCode.InvalidArgument)]
    public async Task UpdateOptions_Path_IsKnownOrRefused(string path, StatusCode? expected)
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        var request = new UpdateWorkflowExecutionOptionsRequest
        {
            Namespace = TestServer.Namespace,
            WorkflowExecution = TestServer.Execution("order-1"),
            WorkflowExecutionOptions = new() { Priority = new Priority { PriorityKey = 4 } },
            UpdateMask = new FieldMask { Paths = { path } },
        };

        var call = server.Client.UpdateWorkflowExecutionOptionsAsync(request);

        if (expected is null)
        {
            Assert.Equal(4, (await call).WorkflowExecutionOptions.Priority.PriorityKey);
            Assert.Equal(4, (await server.DescribeAsync("order-1")).WorkflowExecutionInfo.Priority.PriorityKey);
        }
        else
        {
            Assert.Equal(expected, (await TestServer.FailureAsync(call)).StatusCode);
        }
    }

    // B6
    [Fact]
    public async Task Start_IdUsedAMomentAgo_IsRefusedWhereTheServerSaysSo()
    {
        await using var server = await TestServer.StartAsync(configure: options => options with { MinWorkflowIdReuseInterval = TimeSpan.FromHours(1) });
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.Complete());

        var error = await TestServer.FailureAsync(server.Client.StartWorkflowExecutionAsync(TestServer.StartRequest("order-1")));
        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
    }

    private static StartWorkflowExecutionRequest Eager()
    {
        var request = TestServer.StartRequest("order-1");
        request.RequestEagerExecution = true;
        return request;
    }
}
