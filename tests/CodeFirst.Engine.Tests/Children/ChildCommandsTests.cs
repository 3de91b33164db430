using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Enums.V1;
using static CodeFirst.Engine.Tests.WorkerCommands;

namespace CodeFirst.Engine.Tests.Children;

public sealed class ChildCommandsTests
{
    public static TheoryData<string> BadAttributes => ["no id", "no type", "long id", "negative timeout", "bad retry policy", "unknown policy", "bad cron", "other namespace", "negative priority"];

    [Fact]
    public void Child_OnlyIdAndType_TakesTheRestFromItsParent()
    {
        var run = RunDriver.StartWith(StartChild("parcel-1", attributes =>
        {
            attributes.WorkflowExecutionTimeout = Seconds(60);
            attributes.WorkflowRunTimeout = Seconds(90);
        }));

        var initiated = run.LastEvent.StartChildWorkflowExecutionInitiatedEventAttributes;
        Assert.Equal((RunDriver.NormalQueue, TaskQueueKind.Normal), (initiated.TaskQueue.Name, initiated.TaskQueue.Kind));
        Assert.Equal(("ns", 4L), (initiated.NamespaceId, initiated.WorkflowTaskCompletedEventId));
        Assert.Equal((Seconds(60), Seconds(60), Seconds(10)), (initiated.WorkflowExecutionTimeout, initiated.WorkflowRunTimeout, initiated.WorkflowTaskTimeout));
        Assert.Equal((ParentClosePolicy.Terminate, WorkflowIdReusePolicy.AllowDuplicate), (initiated.ParentClosePolicy, initiated.WorkflowIdReusePolicy));
        Assert.Equal(("parcel-1", "Parcel", string.Empty), (run.State.Children[5].WorkflowId, run.State.Children[5].WorkflowType, run.State.Children[5].RunId));
        Assert.Equal(5, Assert.Single(run.State.GetMessagesToSend(before: null)).Key);
    }

    [Theory]
    [MemberData(nameof(BadAttributes))]
    public void Child_BadAttributes_FailTheTask(string what)
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Complete(StartChild("parcel-1", attributes => Break(attributes, what)));

        Assert.Equal(WorkflowTaskFailedCause.BadStartChildExecutionAttributes, run.History[^2].WorkflowTaskFailedEventAttributes?.Cause ?? run.LastEvent.WorkflowTaskFailedEventAttributes.Cause);
        Assert.Empty(run.State.Children);
        Assert.Empty(run.State.Outbox);
    }

    [Fact] // B22
    public void Child_TooManyPending_FailsTheTask()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Complete([.. Enumerable.Range(0, 2_001).Select(number => StartChild($"parcel-{number}"))]);

        Assert.Equal(WorkflowTaskFailedCause.PendingChildWorkflowsLimitExceeded, run.LastEvent.WorkflowTaskFailedEventAttributes.Cause);
    }

    [Fact]
    public void Child_CanceledInTheTaskThatStartsIt_FailsTheTask()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Complete(StartChild("parcel-1"), CancelExternal("parcel-1"));

        Assert.Equal(
            WorkflowTaskFailedCause.BadRequestCancelExternalWorkflowExecutionAttributes,
            run.LastEvent.WorkflowTaskFailedEventAttributes.Cause);
    }

    private static void Break(StartChildWorkflowExecutionCommandAttributes attributes, string what)
    {
        switch (what)
        {
            case "no id":
                attributes.WorkflowId = string.Empty;
                break;
            case "no type":
                attributes.WorkflowType = null;
                break;
            case "long id":
                attributes.WorkflowId = new string('x', 1_001);
                break;
            case "negative timeout":
                attributes.WorkflowRunTimeout = Seconds(-1);
                break;
            case "bad retry policy":
                attributes.RetryPolicy = new() { BackoffCoefficient = 0.5 };
                break;
            case "bad cron":
                attributes.CronSchedule = "now and then";
                break;
            case "negative priority":
                attributes.Priority = new() { PriorityKey = -1 };
                break;
            case "unknown policy":
                attributes.ParentClosePolicy = (ParentClosePolicy)99;
                break;
            default:
                attributes.Namespace = "elsewhere";
                break;
        }
    }
}
