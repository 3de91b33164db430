using CodeFirst.Engine.Activities;
using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Activity.V1;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using static CodeFirst.Engine.Tests.WorkerCommands;

namespace CodeFirst.Engine.Tests.Activities;

public sealed class ActivityControlTests
{
    private const long ScheduledEventId = 5;

    private static readonly Payloads Details = new() { Payloads_ = { new Payload { Data = ByteString.CopyFromUtf8("half") } } };

    // B35
    [Fact]
    public void Pause_Started_LetsItFinishAndCountsItsFailureButDispatchesNothing()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        var token = run.StartActivity();
        run.Decide(Pause("a"));
        Assert.Equal(new HeartbeatRecorded(false, IsPaused: true), run.Decide(new HeartbeatActivity(token, Details, "worker")).Reply);

        run.FailActivity(token);
        run.Advance(TimeSpan.FromHours(1));
        Assert.Equal((2, false), (Activity(run).Attempt, Activity(run).Dispatchable));
        Assert.Empty(run.State.GetReadyTasks());

        run.Decide(Unpause());
        Assert.Equal(2, run.ReadyTask(TaskKind.Activity).Attempt);
        run.CompleteActivity(run.StartActivity());
        Assert.Contains(EventType.ActivityTaskCompleted, run.Types);
    }

    // B35
    [Fact]
    public void Pause_Ready_IsNotStartedAndOnlyTimesOutAsAWhole()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a", attributes =>
        {
            attributes.ScheduleToStartTimeout = Seconds(10);
            attributes.ScheduleToCloseTimeout = Seconds(100);
        }));
        run.Decide(Pause("a"));
        Assert.Equal(RefusalCode.NotFound, run.Decide(new StartActivity(ScheduledEventId, 1, "poll", "worker")).Refusal!.Code);
        Assert.Equal(RunDriver.Beginning.AddSeconds(100), run.State.GetNextDeadline());

        run.AdvanceToDeadline();

        Assert.Contains(EventType.ActivityTaskTimedOut, run.Types);
    }

    [Fact]
    public void Pause_Again_IsRefusedUnlessTheRequestIsTheSame()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        run.Decide(Pause("a", "request"));
        Assert.Null(run.Decide(Pause("a", "request")).Refusal);
        Assert.False(run.Last.IsDurable);
        Assert.Equal(RefusalCode.FailedPrecondition, run.Decide(Pause("a", "another")).Refusal!.Code);
        Assert.Equal(RefusalCode.FailedPrecondition, run.Decide(Pause("a")).Refusal!.Code);
    }

    [Fact]
    public void Control_NoSuchActivity_IsNotFound()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        var other = new ActivitySelector(Id: "b");
        RunCommand[] commands =
        [
            new PauseActivity(other, "", "", ""),
            new UnpauseActivity(new ActivitySelector(Type: "Other"), false, false, default),
            new ResetActivity(other, false, false, false, default),
            new UpdateActivityOptions(other, null, null),
        ];
        Assert.All(commands, command => Assert.Equal(RefusalCode.NotFound, run.Decide(command).Refusal!.Code));
    }

    [Fact]
    public void Unpause_SeveralWithJitter_SpreadsThem()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"), ScheduleActivity("b"));
        run.Decide(new PauseActivity(default, "ada", "", ""));
        run.Decide(Unpause(new DispatchSpread(TimeSpan.FromSeconds(10), 0.25)));

        Assert.Empty(run.State.GetReadyTasks());
        run.AdvanceToDeadline();
        Assert.Equal(RunDriver.Beginning.AddSeconds(2.5), run.Now);
        run.AdvanceToDeadline();
        Assert.Equal(RunDriver.Beginning.AddSeconds(7.5), run.Now);
        Assert.Equal(2, run.State.GetReadyTasks().Length);
    }

    [Fact]
    public void Unpause_ResettingAttemptsAndHeartbeat_BeginsAsTheFirst()
    {
        var run = FailedOnce();
        run.Decide(Pause("a"));
        run.Decide(new UnpauseActivity(default, ResetAttempts: true, ResetHeartbeat: true, default));
        Assert.Equal((1, null), (Activity(run).Attempt, Activity(run).HeartbeatDetails));
        Assert.Equal(1, run.ReadyTask(TaskKind.Activity).Attempt);
    }

    // B35
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reset_BackingOff_IsReadyAsTheFirstAttempt(bool resetsHeartbeat)
    {
        var run = FailedOnce();
        run.Decide(new ResetActivity(default, resetsHeartbeat, KeepPaused: false, RestoreOptions: false, default));
        Assert.Equal((1, resetsHeartbeat ? null : Details), (Activity(run).Attempt, Activity(run).HeartbeatDetails));
        Assert.Equal(1, run.ReadyTask(TaskKind.Activity).Attempt);
    }

    // B35
    [Fact]
    public void Reset_Started_IsToldAndItsNextAttemptIsTheFirst()
    {
        var run = FailedOnce(attributes => attributes.RetryPolicy = new RetryPolicy { MaximumAttempts = 2 });
        run.AdvanceToDeadline();
        var token = run.StartActivity();
        run.Decide(new ResetActivity(new ActivitySelector(Id: "a"), ResetHeartbeat: true, KeepPaused: false, RestoreOptions: false, default));
        Assert.Equal(new HeartbeatRecorded(false, IsReset: true), run.Decide(new HeartbeatActivity(token, Details, "worker")).Reply);

        run.FailActivity(token);

        Assert.Equal((1, null), (Activity(run).Attempt, Activity(run).HeartbeatDetails));
        run.AdvanceToDeadline();
        token = run.StartActivity();
        Assert.Equal(new HeartbeatRecorded(false), run.Decide(new HeartbeatActivity(token, null, "worker")).Reply);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reset_Paused_StaysSoOnlyIfWanted(bool keepsPaused)
    {
        var run = FailedOnce();
        run.Decide(Pause("a"));
        run.Decide(new ResetActivity(default, false, keepsPaused, false, default));
        Assert.Equal((1, keepsPaused), (Activity(run).Attempt, Activity(run).Pause is not null));
        Assert.Equal(keepsPaused ? 0 : 1, run.State.GetReadyTasks().Length);
    }

    // B34: a task that was moved is gone from the queue where it was.
    [Fact]
    public void Options_TaskQueue_MovesTheTaskAndRestoreBringsItBack()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        var before = run.ReadyTask(TaskKind.Activity).TaskQueue;
        run.Decide(Change(new() { TaskQueue = new() { Name = "elsewhere" } }, "task_queue.name"));
        Assert.Equal("elsewhere", run.ReadyTask(TaskKind.Activity).TaskQueue);
        Assert.Equal("elsewhere", ((ActivityOptionsUpdated)run.Last.Reply!).Options.TaskQueue.Name);
        Assert.Equal(RefusalCode.NotFound, run.Decide(new StartActivity(ScheduledEventId, 1, "poll", "worker") { TaskQueue = before }).Refusal!.Code);

        run.Decide(new UpdateActivityOptions(default, null, null));
        Assert.Equal(before, run.ReadyTask(TaskKind.Activity).TaskQueue);
    }

    [Fact]
    public void Options_RetryPolicy_ShortensTheBackoff()
    {
        var run = FailedOnce(attributes => attributes.RetryPolicy = new RetryPolicy { InitialInterval = Seconds(100) });
        run.Decide(Change(new() { RetryPolicy = new() { InitialInterval = Seconds(5) } }, "retry_policy.initial_interval"));
        Assert.Equal(RunDriver.Beginning.AddSeconds(5), run.State.GetNextDeadline());
        run.AdvanceToDeadline();
        Assert.Equal(2, run.ReadyTask(TaskKind.Activity).Attempt);
    }

    [Fact]
    public void Options_StartToClose_HoldsForTheAttemptThatRuns()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        run.StartActivity();
        run.Decide(Change(new() { StartToCloseTimeout = Seconds(3) }, "start_to_close_timeout"));
        Assert.Equal(RunDriver.Beginning.AddSeconds(3), run.State.GetNextDeadline());
    }

    [Fact]
    public void Options_Unsound_AreInvalidAndChangeNothing()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        Assert.Equal(RefusalCode.InvalidArgument, run.Decide(Change(new(), "task_queue")).Refusal!.Code);
        Assert.Equal(
            RefusalCode.InvalidArgument,
            run.Decide(Change(new() { RetryPolicy = new() { InitialInterval = Seconds(5), MaximumInterval = Seconds(1) } }, "retry_policy")).Refusal!.Code);
    }

    [Fact]
    public void Reset_RestoringOptions_BringsThemBack()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        var before = Activity(run).Scheduled;
        run.Decide(Change(new() { StartToCloseTimeout = Seconds(3) }, "start_to_close_timeout"));
        run.Decide(new ResetActivity(default, false, false, RestoreOptions: true, default));
        Assert.Equal((before, null), (Activity(run).Scheduled, Activity(run).Original));
    }

    private static ActivityState Activity(RunDriver run) => run.State.Activities[ScheduledEventId];

    private static RunDriver FailedOnce(Action<Protocol.Command.V1.ScheduleActivityTaskCommandAttributes>? configure = null)
    {
        var run = RunDriver.StartWith(ScheduleActivity("a", configure));
        var token = run.StartActivity();
        run.Decide(new HeartbeatActivity(token, Details, "worker"));
        run.FailActivity(token);
        return run;
    }

    private static PauseActivity Pause(string id, string requestId = "") => new(new ActivitySelector(Id: id), "ada", "to look at it", requestId);

    private static UnpauseActivity Unpause(DispatchSpread spread = default) => new(default, false, false, spread);

    private static UpdateActivityOptions Change(ActivityOptions options, string path) => new(default, options, new FieldMask { Paths = { path } });
}
