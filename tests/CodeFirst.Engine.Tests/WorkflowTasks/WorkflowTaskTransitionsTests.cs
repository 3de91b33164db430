using CodeFirst.Engine.Tasks;
using CodeFirst.Engine.Timers;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using static CodeFirst.Engine.Tests.WorkerCommands;

namespace CodeFirst.Engine.Tests.WorkflowTasks;

public sealed class WorkflowTaskTransitionsTests
{
    [Fact]
    public void Start_Scheduled_LivesInMemory()
    {
        var run = RunDriver.Start();
        var started = run.StartTask();

        Assert.False(run.Last.IsDurable);
        Assert.Equal((3, 0, 1, 1), (started.StartedEventId, started.PreviousStartedEventId, started.FirstEventId, started.Attempt));
        var unstored = Assert.Single(started.UnstoredEvents);
        Assert.Equal((3, EventType.WorkflowTaskStarted), (unstored.EventId, unstored.EventType));
        Assert.Equal("worker", unstored.WorkflowTaskStartedEventAttributes.Identity);
        Assert.Equal(run.State.HistorySizeBytes - unstored.CalculateSize(), unstored.WorkflowTaskStartedEventAttributes.HistorySizeBytes);
        Assert.Empty(run.State.GetReadyTasks());

        run.AdvanceToNextDeadline();
        Assert.Equal(RunDriver.Beginning.AddSeconds(5), run.Now);
        Assert.Equal(EventType.WorkflowTaskStarted, run.LastEvent.EventType);
        Assert.Equal(RunDriver.Beginning.AddSeconds(10), run.State.GetNextDeadline());
    }

    [Fact]
    public void Start_SamePollAgain_AnswersTheSame()
    {
        var run = RunDriver.Start();
        var command = new StartWorkflowTask(RunDriver.NormalQueue, 2, 1, "poll", "worker");
        var first = (WorkflowTaskStarted)run.Decide(command).Reply!;
        run.Now += TimeSpan.FromSeconds(1);
        var again = (WorkflowTaskStarted)run.Decide(command).Reply!;
        Assert.Equal((first.Token, first.StartedTime), (again.Token, again.StartedTime));
        Assert.Equal(first.UnstoredEvents.AsEnumerable(), again.UnstoredEvents);
    }

    [Theory]
    [InlineData("other", 2, 1)]
    [InlineData(RunDriver.NormalQueue, 3, 1)]
    [InlineData(RunDriver.NormalQueue, 2, 2)]
    public void Start_NotTheScheduledTask_IsNotFound(string queue, long scheduledEventId, int attempt)
    {
        var run = RunDriver.Start();
        Assert.Equal(RefusalCode.NotFound, run.Decide(new StartWorkflowTask(queue, scheduledEventId, attempt, "poll", "worker")).Refusal!.Code);
    }

    [Fact]
    public void Start_StartedByAnotherPoll_IsNotFound()
    {
        var run = RunDriver.Start();
        run.StartTask();
        Assert.Equal(RefusalCode.NotFound, run.Decide(new StartWorkflowTask(RunDriver.NormalQueue, 2, 1, "another poll", "worker")).Refusal!.Code);
    }

    [Fact]
    public void Started_ForgottenInACrash_MayBeStartedAgainAndOnlyTheNewTokenCounts()
    {
        var run = RunDriver.Start();
        var forgotten = run.StartTask().Token;
        run.Crash();
        Assert.Equal(TaskKind.Workflow, Assert.Single(run.State.GetReadyTasks()).Kind);
        run.Now += TimeSpan.FromSeconds(1);
        run.StartTask();

        var late = new CompleteWorkflowTask(forgotten, new RespondWorkflowTaskCompletedRequest(), RunDriver.SuccessorRunId);
        Assert.Equal(RefusalCode.NotFound, run.Decide(late).Refusal!.Code);
        Assert.Null(run.Complete().Refusal);
    }

    // B24
    [Fact]
    public void Start_LongHistory_SuggestsContinueAsNew()
    {
        var state = RunDriver.Start().State.Clone();
        state.HistorySizeBytes = 4 * 1024 * 1024;
        state.WorkflowTask.ScheduledEventId = 4_096;
        var started = (WorkflowTaskStarted)RunEngine.Decide(state, new StartWorkflowTask(RunDriver.NormalQueue, 4_096, 1, "poll", "worker"), RunDriver.Beginning).Reply!;

        var attributes = started.UnstoredEvents[0].WorkflowTaskStartedEventAttributes;
        Assert.True(attributes.SuggestContinueAsNew);
        Assert.Equal([SuggestContinueAsNewReason.HistorySizeTooLarge, SuggestContinueAsNewReason.TooManyHistoryEvents], attributes.SuggestContinueAsNewReasons);
    }

    // B15
    [Fact]
    public void Fail_FirstAttempt_IsWrittenAndTheNextIsTransient()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.FailTask();

        Assert.Equal([EventType.WorkflowTaskStarted, EventType.WorkflowTaskFailed], run.Types.Skip(2));
        Assert.Equal("broken", run.LastEvent.WorkflowTaskFailedEventAttributes.Failure.Message);
        Assert.Equal(new ReadyTask(TaskKind.Workflow, RunDriver.NormalQueue, 5, 2, RunDriver.Beginning), Assert.Single(run.State.GetReadyTasks()));

        var started = run.StartTask();
        Assert.Equal((2, 6, 1), (started.Attempt, started.StartedEventId, started.FirstEventId));
        Assert.Equal([(5, EventType.WorkflowTaskScheduled), (6, EventType.WorkflowTaskStarted)], started.UnstoredEvents.Select(unstored => (unstored.EventId, unstored.EventType)));
    }

    [Fact]
    public void Fail_TransientAttempt_WritesNothing()
    {
        var run = RunDriver.Start();
        for (var attempt = 1; attempt < 5; attempt++)
        {
            Assert.Equal(attempt, run.StartTask().Attempt);
            run.FailTask();
        }

        Assert.Equal(4, run.History.Count);
        Assert.Equal(5, run.State.WorkflowTask.Attempt);
    }

    [Fact]
    public void Fail_StaleToken_IsNotFound()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.FailTask();
        Assert.Equal(RefusalCode.NotFound, run.FailTask().Refusal!.Code);
    }

    public static TheoryData<string, Action<TaskToken>> OtherTokens => new()
    {
        { "scheduled event", token => token.ScheduledEventId++ },
        { "started event", token => token.StartedEventId++ },
        { "attempt", token => token.Attempt++ },
        { "started time", token => token.StartedTime.Nanos++ },
        { "no started time", token => token.StartedTime = null },
    };

    // B19
    [Theory]
    [MemberData(nameof(OtherTokens), DisableDiscoveryEnumeration = true)]
    public void Answer_TokenOfAnotherTask_IsNotFoundAndChangesNothing(string what, Action<TaskToken> change)
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Signal("written");
        var other = run.Task!.Token.Clone();
        change(other);

        foreach (RunCommand answer in (RunCommand[])
            [new CompleteWorkflowTask(other, new() { Commands = { CompleteRun() } }, RunDriver.SuccessorRunId), new FailWorkflowTask(other, new())])
        {
            var refused = run.Decide(answer);
            Assert.True(refused.Refusal is { Code: RefusalCode.NotFound, Message: "Workflow task not found." }, what);
            Assert.False(refused.IsDurable);
        }

        Assert.Null(run.Complete().Refusal);
    }

    [Fact]
    public void Fail_NewsWaiting_SchedulesAnOrdinaryTask()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Signal("news");
        run.FailTask();

        Assert.Equal([EventType.WorkflowTaskFailed, EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskScheduled], run.Types.TakeLast(3));
        Assert.Equal(1, run.State.WorkflowTask.Attempt);
    }

    // B15
    [Fact]
    public void TransientScheduled_NewsArrives_BecomesAnOrdinaryTask()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.FailTask();
        run.Signal("news");

        Assert.Equal([EventType.WorkflowTaskFailed, EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskScheduled], run.Types.TakeLast(3));
        Assert.Equal((6, 1), (run.State.WorkflowTask.ScheduledEventId, run.State.WorkflowTask.Attempt));
    }

    [Fact]
    public void TransientStarted_NewsArrives_WaitsInTheBuffer()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.FailTask();
        var unstored = run.StartTask().UnstoredEvents;
        run.Signal("news");
        Assert.Equal(unstored.AsEnumerable(), run.State.GetUnstoredEvents());

        run.Complete();
        Assert.Equal(
            [EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted, EventType.WorkflowTaskCompleted, EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskScheduled],
            run.Types.TakeLast(5));
        Assert.Equal(unstored.AsEnumerable(), run.History.Skip(4).Take(2));
    }

    [Fact]
    public void Timeout_FirstAttempt_IsWrittenAndTheNextIsTransient()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.AdvanceToDeadline();

        Assert.Equal([EventType.WorkflowTaskStarted, EventType.WorkflowTaskTimedOut], run.Types.Skip(2));
        Assert.Equal(TimeoutType.StartToClose, run.LastEvent.WorkflowTaskTimedOutEventAttributes.TimeoutType);
        Assert.Equal(2, run.State.WorkflowTask.Attempt);
        Assert.True(run.State.WorkflowTask.IsTransient);
    }

    // B16
    [Fact]
    public void Timeout_LaterAttempts_ComeMoreAndMoreSlowly()
    {
        var run = RunDriver.Start();
        var seconds = new List<double>();
        for (var attempt = 1; attempt <= 13; attempt++)
        {
            run.StartTask();
            var started = run.Now;
            run.AdvanceToDeadline();
            seconds.Add((run.Now - started).TotalSeconds);
        }

        Assert.Equal([10, 10, 10, 15, 20, 30, 50, 90, 170, 330, 610, 610, 610], seconds);
    }

    [Fact]
    public void Timeout_TimerDueAtTheSameTime_IsOneTransition()
    {
        var run = RunDriver.StartWith(StartTimer("t", 10));
        run.Signal("go");
        run.StartTask();
        run.AdvanceToDeadline();

        Assert.Equal([EventType.WorkflowTaskTimedOut, EventType.TimerFired, EventType.WorkflowTaskScheduled], run.Types.TakeLast(3));
        Assert.Equal(1, run.State.WorkflowTask.Attempt);
    }

    [Fact]
    public void Sticky_Completed_SchedulesTheNextTaskThere()
    {
        var run = RunDriver.StartSticky();
        run.Signal("go");

        Assert.Equal(RunDriver.StickyQueue, Assert.Single(run.State.GetReadyTasks()).TaskQueue);
        var queue = run.LastEvent.WorkflowTaskScheduledEventAttributes.TaskQueue;
        Assert.Equal((TaskQueueKind.Sticky, RunDriver.NormalQueue), (queue.Kind, queue.NormalName));
        var started = run.StartTask();
        Assert.Equal((3, 4, 7), (started.PreviousStartedEventId, started.FirstEventId, started.StartedEventId));
    }

    // B17
    [Fact]
    public void Sticky_NobodyPolls_FallsBackToTheNormalQueue()
    {
        var run = RunDriver.StartSticky();
        run.Signal("go");
        run.AdvanceToDeadline();

        Assert.Equal(RunDriver.Beginning.AddSeconds(10), run.Now);
        Assert.Equal([EventType.WorkflowTaskTimedOut, EventType.WorkflowTaskScheduled], run.Types.TakeLast(2));
        Assert.Equal(TimeoutType.ScheduleToStart, run.History[^2].WorkflowTaskTimedOutEventAttributes.TimeoutType);
        Assert.Equal((RunDriver.NormalQueue, 1), (run.State.WorkflowTask.TaskQueue, run.State.WorkflowTask.Attempt));
        Assert.Equal(1, run.StartTask().FirstEventId);
    }

    // B17
    [Fact]
    public void Sticky_TaskFailed_CountsAnewOnTheNormalQueue()
    {
        var run = RunDriver.StartSticky();
        run.Signal("go");
        run.StartTask();
        run.FailTask();

        Assert.Equal([EventType.WorkflowTaskFailed, EventType.WorkflowTaskScheduled], run.Types.TakeLast(2));
        Assert.Equal((RunDriver.NormalQueue, 1), (run.State.WorkflowTask.TaskQueue, run.State.WorkflowTask.Attempt));
    }

    [Fact]
    public void Sticky_CompletedWithoutAttributes_IsForgotten()
    {
        var run = RunDriver.StartSticky();
        run.Signal("go");
        run.StartTask();
        run.Complete();
        Assert.Null(run.State.Sticky);
    }

    [Fact]
    public void ResetSticky_TaskScheduled_MovesToTheNormalQueue()
    {
        var run = RunDriver.StartSticky();
        run.Signal("go");
        var before = Assert.Single(run.State.GetReadyTasks());
        var transition = run.Decide(new ResetSticky());

        Assert.True(transition.IsDurable);
        Assert.Equal(before with { TaskQueue = RunDriver.NormalQueue }, Assert.Single(run.State.GetReadyTasks()));
        Assert.Null(run.State.GetNextDeadline());
        Assert.Equal(1, run.StartTask().FirstEventId);
    }

    [Fact]
    public void ResetSticky_NotSticky_ChangesNothing() => Assert.False(RunDriver.Start().Decide(new ResetSticky()).IsDurable);

    // B12
    [Fact]
    public void Buffer_Full_FailsTheStartedTask()
    {
        var run = RunDriver.Start();
        run.StartTask();
        for (var i = 0; i < 100; i++)
        {
            run.Signal($"signal-{i}");
        }

        Assert.Equal(100, run.State.BufferedEvents.Count);
        run.Signal("one too many");
        Assert.Empty(run.State.BufferedEvents);
        Assert.Equal(WorkflowTaskFailedCause.ForceCloseCommand, run.History[3].WorkflowTaskFailedEventAttributes.Cause);
        Assert.Equal(EventType.WorkflowTaskScheduled, run.LastEvent.EventType);
    }

    [Fact]
    public void AdvanceTime_NothingDue_ChangesNothing()
    {
        var run = RunDriver.StartWith(StartTimer("t"));
        var transition = run.Decide(new AdvanceTime(RunDriver.SuccessorRunId));
        Assert.False(transition.IsDurable);
        Assert.Empty(transition.Events);
    }
}
