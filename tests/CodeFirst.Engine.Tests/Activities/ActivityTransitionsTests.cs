using CodeFirst.Engine.Activities;
using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Failure.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf;
using static CodeFirst.Engine.Tests.WorkerCommands;

namespace CodeFirst.Engine.Tests.Activities;

public sealed class ActivityTransitionsTests
{
    private const long ScheduledEventId = 5;

    private static readonly Payloads Details = new() { Payloads_ = { new Payload { Data = ByteString.CopyFromUtf8("half") } } };

    // B27
    [Fact]
    public void Start_Ready_IsDurableWithoutAnEvent()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        run.StartActivity();

        Assert.True(run.Last.IsDurable);
        Assert.Empty(run.Last.Events);
        Assert.Empty(run.State.GetReadyTasks());
        var started = (ActivityStarted)run.Last.Reply!;
        Assert.Equal(("a", "Order"), (started.Activity.Scheduled.ActivityId, started.WorkflowType));
    }

    // B34
    [Fact]
    public void Start_SamePollAgain_AnswersTheSame()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        var command = new StartActivity(ScheduledEventId, 1, "poll", "worker");
        var first = (ActivityStarted)run.Decide(command).Reply!;
        var again = run.Decide(command);
        Assert.False(again.IsDurable);
        Assert.Equal(first, again.Reply);
    }

    [Theory]
    [InlineData(ScheduledEventId, 1)]
    [InlineData(ScheduledEventId, 2)]
    [InlineData(99, 1)]
    public void Start_NotAReadyAttempt_IsNotFound(long scheduledEventId, int attempt)
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        run.StartActivity();
        Assert.Equal(RefusalCode.NotFound, run.Decide(new StartActivity(scheduledEventId, attempt, "another poll", "worker")).Refusal!.Code);
    }

    // B27
    [Fact]
    public void Complete_Started_WritesStartAndEndTogether()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        run.Now += TimeSpan.FromSeconds(1);
        var token = run.StartActivity();
        run.Now += TimeSpan.FromSeconds(1);
        run.Decide(new CompleteActivity(token, new RespondActivityTaskCompletedRequest { Result = Details, Identity = "worker" }));

        Assert.Equal([EventType.ActivityTaskStarted, EventType.ActivityTaskCompleted, EventType.WorkflowTaskScheduled], run.Types.TakeLast(3));
        Assert.Equal(RunDriver.Beginning.AddSeconds(1), run.History[^3].EventTime.ToDateTimeOffset());
        var completed = run.History[^2].ActivityTaskCompletedEventAttributes;
        Assert.Equal((ScheduledEventId, run.History[^3].EventId, Details), (completed.ScheduledEventId, completed.StartedEventId, completed.Result));
        Assert.Equal(RefusalCode.NotFound, run.CompleteActivity(token).Refusal!.Code);
    }

    [Fact]
    public void Answer_StaleAttempt_IsNotFound()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        var stale = run.StartActivity();
        run.FailActivity(stale);
        run.AdvanceToDeadline();
        run.StartActivity();
        RunCommand[] answers =
        [
            new CompleteActivity(stale, new RespondActivityTaskCompletedRequest()),
            new FailActivity(stale, new RespondActivityTaskFailedRequest()),
            new CancelActivity(stale, new RespondActivityTaskCanceledRequest()),
            new HeartbeatActivity(stale, null, "worker"),
        ];
        Assert.All(answers, answer => Assert.Equal(RefusalCode.NotFound, run.Decide(answer).Refusal!.Code));
    }

    [Fact]
    public void Fail_Retryable_ComesBackAfterGrowingIntervals()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a", attributes => attributes.RetryPolicy = new RetryPolicy { MaximumInterval = Seconds(5) }));
        var intervals = new List<double>();
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            run.FailActivity(run.StartActivity());
            Assert.Empty(run.State.GetReadyTasks());
            var failed = run.Now;
            run.AdvanceToDeadline();
            intervals.Add((run.Now - failed).TotalSeconds);
            Assert.Equal(new ReadyTask(TaskKind.Activity, "activities", ScheduledEventId, attempt + 1, run.Now), Assert.Single(run.State.GetReadyTasks()));
        }

        Assert.Equal([1, 2, 4, 5, 5], intervals);
        Assert.Equal(5, run.History.Count);
        run.CompleteActivity(run.StartActivity());
        var started = run.History[^3].ActivityTaskStartedEventAttributes;
        Assert.Equal((6, "no"), (started.Attempt, started.LastFailure.Message));
    }

    public static TheoryData<string, RetryPolicy?, Failure, RetryState> FinalFailures => new()
    {
        { "attempts", new RetryPolicy { MaximumAttempts = 1 }, new Failure(), RetryState.MaximumAttemptsReached },
        { "not retryable", null, new Failure { ApplicationFailureInfo = new() { NonRetryable = true } }, RetryState.NonRetryableFailure },
        { "type", new RetryPolicy { NonRetryableErrorTypes = { "Fatal" } }, new Failure { ApplicationFailureInfo = new() { Type = "Fatal" } }, RetryState.NonRetryableFailure },
        { "canceled", null, new Failure { CanceledFailureInfo = new() }, RetryState.NonRetryableFailure },
        { "time", new RetryPolicy { InitialInterval = Seconds(101), MaximumInterval = Seconds(200) }, new Failure(), RetryState.Timeout },
        { "delay", null, new Failure { ApplicationFailureInfo = new() { NextRetryDelay = Seconds(101) } }, RetryState.Timeout },
    };

    [Theory]
    [MemberData(nameof(FinalFailures))]
    public void Fail_NothingToRetry_SaysWhy(string reason, RetryPolicy? policy, Failure failure, RetryState expected)
    {
        Assert.NotEmpty(reason);
        var run = RunDriver.StartWith(ScheduleActivity("a", attributes =>
        {
            attributes.RetryPolicy = policy;
            attributes.ScheduleToCloseTimeout = Seconds(100);
        }));
        run.FailActivity(run.StartActivity(), failure);

        Assert.Equal([EventType.ActivityTaskStarted, EventType.ActivityTaskFailed, EventType.WorkflowTaskScheduled], run.Types.TakeLast(3));
        var failed = run.History[^2].ActivityTaskFailedEventAttributes;
        Assert.Equal((expected, failure), (failed.RetryState, failed.Failure));
    }

    // B29
    [Fact]
    public void Fail_NamingItsDelay_OverridesThePolicy()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a", attributes => attributes.RetryPolicy = new RetryPolicy { MaximumInterval = Seconds(5) }));
        run.FailActivity(run.StartActivity(), new Failure { ApplicationFailureInfo = new() { NextRetryDelay = Seconds(1000) } });
        Assert.Equal(RunDriver.Beginning.AddSeconds(1000), run.State.GetNextDeadline());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Fail_NamingNoDelay_WaitsAsThePolicySays(int delay)
    {
        var run = RunDriver.StartWith(ScheduleActivity("a", attributes => attributes.RetryPolicy = new RetryPolicy { InitialInterval = Seconds(7) }));
        run.FailActivity(run.StartActivity(), new Failure { ApplicationFailureInfo = new() { NextRetryDelay = Seconds(delay) } });
        Assert.Equal(RunDriver.Beginning.AddSeconds(7), run.State.GetNextDeadline());
    }

    [Fact]
    public void Fail_LargeFailure_IsKeptShort()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        run.FailActivity(run.StartActivity(), new Failure
        {
            Message = new string('€', 5_000),
            StackTrace = new string('s', 5_000),
            Cause = new Failure { Message = new string('c', 5_000) },
            ApplicationFailureInfo = new() { Type = "Oops" },
        });

        var kept = run.State.Activities[ScheduledEventId].LastFailure;
        Assert.InRange(kept.CalculateSize(), 1, 4 * 1024);
        Assert.StartsWith("€€€", kept.Message, StringComparison.Ordinal);
        Assert.Equal("Oops", kept.ApplicationFailureInfo.Type);
    }

    // B33
    [Fact]
    public void Heartbeat_Details_ReachTheNextAttempt()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        var token = run.StartActivity();
        Assert.Equal(new HeartbeatRecorded(CancelRequested: false), run.Decide(new HeartbeatActivity(token, Details, "worker")).Reply);
        run.FailActivity(token);
        run.AdvanceToDeadline();
        run.StartActivity();
        Assert.Equal(Details, ((ActivityStarted)run.Last.Reply!).Activity.HeartbeatDetails);
    }

    // B33
    [Fact]
    public void Fail_WithDetails_GivesThemToTheNextAttempt()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        run.Decide(new FailActivity(run.StartActivity(), new RespondActivityTaskFailedRequest { LastHeartbeatDetails = Details }));
        Assert.Equal(Details, run.State.Activities[ScheduledEventId].HeartbeatDetails);
    }

    // B31
    [Fact]
    public void CancelRequested_Heartbeat_LearnsOfItAndConfirms()
    {
        var (run, token) = StartCanceling();
        Assert.Equal(new HeartbeatRecorded(CancelRequested: true), run.Decide(new HeartbeatActivity(token, null, "worker")).Reply);
        run.Decide(new CancelActivity(token, new RespondActivityTaskCanceledRequest { Details = Details, Identity = "worker" }));

        Assert.Equal([EventType.ActivityTaskStarted, EventType.ActivityTaskCanceled, EventType.WorkflowTaskScheduled], run.Types.TakeLast(3));
        var canceled = run.History[^2].ActivityTaskCanceledEventAttributes;
        Assert.Equal((Details, run.History[^4].EventId), (canceled.Details, canceled.LatestCancelRequestedEventId));
    }

    // B31
    [Fact]
    public void CancelRequested_Fails_IsNotRetried()
    {
        var (run, token) = StartCanceling();
        run.FailActivity(token);
        Assert.Equal(RetryState.CancelRequested, run.History[^2].ActivityTaskFailedEventAttributes.RetryState);
    }

    [Fact]
    public void CancelRequested_Completes_IsCompleted()
    {
        var (run, token) = StartCanceling();
        run.CompleteActivity(token);
        Assert.Equal(EventType.ActivityTaskCompleted, run.History[^2].EventType);
    }

    [Fact]
    public void Cancel_NotRequested_IsRefused()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        var refusal = run.Decide(new CancelActivity(run.StartActivity(), new RespondActivityTaskCanceledRequest())).Refusal;
        Assert.Equal(RefusalCode.InvalidArgument, refusal!.Code);
    }

    private static (RunDriver Run, TaskToken Token) StartCanceling()
    {
        var run = RunDriver.StartWith(ScheduleActivity("a"));
        var token = run.StartActivity();
        run.Signal("go");
        run.StartTask();
        run.Complete(CancelActivity(ScheduledEventId));
        return (run, token);
    }
}
