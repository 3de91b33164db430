using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Schedules;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.TaskQueue.V1;
using Google.Protobuf;

namespace CodeFirst.Engine.Tests.Schedules;

public sealed class ScheduleNoticeTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Close_OfAScheduledRun_LeavesANoticeForItsSchedule()
    {
        var link = new ScheduleLink { NamespaceId = "namespace", ScheduleId = "hourly", Id = "id", RequestId = "request" };

        var closed = Terminate(ScheduleNotices.ToCallback(link));

        var message = Assert.Single(closed.Outbox).Value;
        Assert.Equal((link, EventType.WorkflowExecutionTerminated), (message.ScheduleClosed.Schedule, message.ScheduleClosed.Closing.EventType));
        var command = ScheduleNotices.ToCommand(message.ScheduleClosed, closed.FirstRunId, closed.Status);
        Assert.Equal(("request", "run", WorkflowExecutionStatus.Terminated), (command.RequestId, command.FirstRunId, command.Status));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no link")]
    public void Close_OfARunWithAnotherCallback_LeavesNothing(string data) =>
        Assert.Empty(Terminate(new Callback { Internal = new() { Data = ByteString.CopyFromUtf8(data) } }).Outbox);

    private static RunState Terminate(Callback callback)
    {
        var start = new StartRun
        {
            NamespaceId = "namespace",
            RunId = "run",
            Request = new()
            {
                WorkflowId = "work",
                WorkflowType = new WorkflowType { Name = "Work" },
                TaskQueue = new TaskQueue { Name = "queue" },
                RequestId = "request",
                CompletionCallbacks = { callback },
            },
        };
        return RunEngine.Decide(RunEngine.Start(start, Now).State, new TerminateRun(new()), Now).State;
    }
}
