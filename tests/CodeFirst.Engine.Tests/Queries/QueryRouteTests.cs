using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Queries;
using CodeFirst.Protocol.ErrorDetails.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using static CodeFirst.Engine.Tests.WorkerCommands;

namespace CodeFirst.Engine.Tests.Queries;

public sealed class QueryRouteTests
{
    private static readonly TerminateRun Terminate = new(new TerminateWorkflowExecutionRequest());

    [Fact]
    public void Query_FirstTaskScheduled_GoesWithIt() => AssertRoute(RunDriver.Start(), QueryRoute.WithWorkflowTask);

    [Fact]
    public void Query_NothingPending_GoesDirectly() => AssertRoute(RunDriver.StartWith(), QueryRoute.Direct);

    [Fact]
    public void Query_TaskScheduled_GoesWithIt()
    {
        var run = RunDriver.StartWith();
        run.Signal("go");
        AssertRoute(run, QueryRoute.WithWorkflowTask);
    }

    [Fact]
    public void Query_TaskStarted_GoesWithTheNext()
    {
        var run = RunDriver.Start();
        run.StartTask();
        AssertRoute(run, QueryRoute.WithWorkflowTask);
    }

    [Fact]
    public void Query_Closed_GoesDirectly()
    {
        var run = RunDriver.StartWith();
        run.Decide(Terminate);
        AssertRoute(run, QueryRoute.Direct);
    }

    // B39
    [Fact]
    public void Query_ClosedBeforeAnyTaskCompleted_IsRefused()
    {
        var run = RunDriver.Start();
        run.Decide(Terminate);
        AssertRoute(run, QueryRoute.Refused);
    }

    [Fact]
    public void Query_StartDelayed_IsRefused() => AssertRoute(RunDriver.Start(request => request.WorkflowStartDelay = Seconds(5)), QueryRoute.Refused);

    // B39
    [Fact]
    public void Query_TaskKeepsFailing_IsRefused()
    {
        var run = RunDriver.StartWith();
        run.Signal("go");
        for (var i = 0; i < 2; i++)
        {
            run.StartTask();
            run.FailTask();
        }

        AssertRoute(run, QueryRoute.Refused);
    }

    private static void AssertRoute(RunDriver run, QueryRoute expected)
    {
        Assert.Equal(expected, run.State.GetQueryRoute(out var refusal));
        Assert.Equal(expected == QueryRoute.Refused ? RefusalCode.FailedPrecondition : null, refusal?.Code);
        Assert.Equal(expected == QueryRoute.Refused, refusal?.Detail is WorkflowNotReadyFailure);
    }
}
