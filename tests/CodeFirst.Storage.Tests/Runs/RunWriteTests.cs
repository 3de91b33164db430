using CodeFirst.Engine;
using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.TaskQueue.V1;
using CodeFirst.Storage.Runs;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using HistoryMessage = CodeFirst.Protocol.History.V1.History;

namespace CodeFirst.Storage.Tests.Runs;

public sealed class RunWriteTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void From_NewRun_InsertsEverything()
    {
        var state = CreateState();
        state.WorkflowTask = new WorkflowTaskState { ScheduledEventId = 2, Attempt = 1, TaskQueue = "queue-1", ScheduledTime = At(0) };
        state.RunExpiration = At(60);
        HistoryEvent[] events = [new() { EventId = 1 }, new() { EventId = 2 }];

        var write = RunWrite.From(null, 0, state, events);

        Assert.Equal(new RunKey("namespace-1", "workflow-1", "run-1"), write.Key);
        Assert.Equal(0, write.ExpectedVersion);
        Assert.Equal(state, RunState.Parser.ParseFrom(write.State.Span));
        var batch = Assert.Single(write.History);
        Assert.Equal((1, 2), (batch.FirstEventId, batch.EventCount));
        Assert.Equal(events, HistoryMessage.Parser.ParseFrom(batch.Events.Span).Events);
        Assert.Equal([new ReadyTask(TaskKind.Workflow, "queue-1", 2, 1, Start)], write.AddedTasks);
        Assert.Empty(write.RemovedTasks);
        Assert.Equal(DeadlineChange.To(Start.AddSeconds(60)), write.Deadline);
        Assert.Equal(WorkflowExecutionStatus.Running, write.Visibility?.Status);
    }

    [Fact]
    public void From_NothingNew_WritesStateAlone()
    {
        var before = CreateState();
        Ready(before, 5);

        var write = RunWrite.From(before, 3, before.Clone(), []);

        Assert.Equal(3, write.ExpectedVersion);
        Assert.Empty(write.History);
        Assert.Empty(write.AddedTasks);
        Assert.Empty(write.RemovedTasks);
        Assert.Equal(DeadlineChange.To(null), write.Deadline);
        Assert.Null(write.Visibility);
    }

    [Theory]
    [InlineData(null, 60.0, false)]
    [InlineData(59.0, 60.0, true)]
    [InlineData(60.0, 60.0, true)]
    [InlineData(61.0, 60.0, false)]
    [InlineData(59.0, null, false)]
    public void From_StoredDeadline_StaysWhenItIsEarlyEnough(double? stored, double? wanted, bool isKept)
    {
        var state = CreateState();
        state.RunExpiration = wanted is { } seconds ? At(seconds) : null;

        var write = RunWrite.From(state, 1, state, [], stored is { } time ? Start.AddSeconds(time) : null);

        Assert.Equal(isKept ? DeadlineChange.Keep : DeadlineChange.To(wanted is { } at ? Start.AddSeconds(at) : null), write.Deadline);
    }

    [Fact]
    public void From_TasksComeAndGo_WritesTheDifference()
    {
        var before = CreateState();
        Ready(before, 5);
        Ready(before, 6);
        var after = before.Clone();
        after.Activities.Remove(5);
        Ready(after, 7);

        var write = RunWrite.From(before, 1, after, []);

        Assert.Equal([7], write.AddedTasks.Select(task => task.ScheduledEventId));
        Assert.Equal([5], write.RemovedTasks.Select(task => task.ScheduledEventId));
    }

    [Fact]
    public void From_TaskWithAnotherAttempt_ReplacesItByOneRow()
    {
        var before = CreateState();
        Ready(before, 5);
        var after = before.Clone();
        after.Activities[5].Attempt = 2;

        var write = RunWrite.From(before, 1, after, []);

        Assert.Equal([(5, 2)], write.AddedTasks.Select(task => (task.ScheduledEventId, task.Attempt)));
        Assert.Empty(write.RemovedTasks);
    }

    [Fact]
    public void From_Close_UpdatesVisibility()
    {
        var before = CreateState();
        var after = before.Clone();
        after.Status = WorkflowExecutionStatus.Completed;
        after.CloseTime = At(9);
        after.NextEventId = 12;
        after.HistorySizeBytes = 3456;

        var record = RunWrite.From(before, 1, after, []).Visibility;

        Assert.Equal(Start.AddSeconds(9), record?.CloseTime);
        Assert.Equal((11, 3456), (record?.HistoryLength, record?.HistorySizeBytes));
    }

    [Fact]
    public void From_MemoChanged_UpdatesVisibility()
    {
        var before = CreateState();
        before.Memo = new Memo { Fields = { ["a"] = new Payload { Data = ByteString.CopyFromUtf8("1") } } };
        var after = before.Clone();
        after.Memo.Fields["a"].Data = ByteString.CopyFromUtf8("2");

        Assert.Null(RunWrite.From(before, 1, before.Clone(), []).Visibility);
        Assert.Equal(after.Memo, Memo.Parser.ParseFrom(RunWrite.From(before, 1, after, []).Visibility!.Memo.Span));
    }

    private static RunState CreateState() => new()
    {
        NamespaceId = "namespace-1",
        WorkflowId = "workflow-1",
        RunId = "run-1",
        WorkflowType = "Order",
        TaskQueue = "queue-1",
        FirstRunId = "run-1",
        Status = WorkflowExecutionStatus.Running,
        StartTime = At(0),
        ExecutionTime = At(0),
        NextEventId = 3,
    };

    private static Timestamp At(double seconds) => Start.AddSeconds(seconds).ToTimestamp();

    private static void Ready(RunState state, long scheduledEventId) => state.Activities.Add(scheduledEventId, new ActivityState
    {
        Scheduled = new ActivityTaskScheduledEventAttributes { TaskQueue = new TaskQueue { Name = "queue-1" } },
        ScheduledTime = At(1),
        ReadyTime = At(1),
        Attempt = 1,
        Dispatchable = true,
    });
}
