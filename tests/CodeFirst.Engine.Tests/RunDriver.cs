using CodeFirst.Engine.Activities;
using CodeFirst.Engine.Children;
using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Outbox;
using CodeFirst.Engine.Reset;
using CodeFirst.Engine.Signals;
using CodeFirst.Engine.Tasks;
using CodeFirst.Engine.Timers;
using CodeFirst.Engine.Updates;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Failure.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.Protocol.V1;
using CodeFirst.Protocol.Update.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf;

namespace CodeFirst.Engine.Tests;

/// <summary>Plays server, store and worker to one run, and checks after every decision what must hold after any.</summary>
internal sealed class RunDriver
{
    public const string NormalQueue = "queue";
    public const string StickyQueue = "sticky";
    public const string RunId = "run-1";
    public const string SuccessorRunId = "run-2";
    public const string ResetRunId = "run-3";

    private byte[] _storedState;
    private int _pollCount;

    private RunDriver(Transition started, DateTimeOffset now)
    {
        Now = now;
        Last = started;
        State = started.State;
        History = [.. started.Events];
        _storedState = State.ToByteArray();
        RunInvariants.Check(this);
    }

    public static DateTimeOffset Beginning { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Now { get; set; }

    public RunState State { get; private set; }

    /// <summary>The events that the store has.</summary>
    public List<HistoryEvent> History { get; private set; }

    public Transition Last { get; private set; }

    /// <summary>Of the last workflow task that was started.</summary>
    public WorkflowTaskStarted? Task { get; private set; }

    public IEnumerable<EventType> Types => History.Select(historyEvent => historyEvent.EventType);

    public HistoryEvent LastEvent => History[^1];

    public static RunDriver Start(Action<StartWorkflowExecutionRequest>? configure = null, InitialSignal? signal = null, ParentLink? parent = null)
    {
        var request = new StartWorkflowExecutionRequest
        {
            WorkflowId = "order-42",
            WorkflowType = new() { Name = "Order" },
            TaskQueue = new() { Name = NormalQueue },
            RequestId = "start-1",
            Identity = "client",
        };
        configure?.Invoke(request);
        var command = new StartRun { NamespaceId = "ns", RunId = RunId, Request = request, Signal = signal, Parent = parent };
        return new RunDriver(RunEngine.Start(command, Beginning), Beginning);
    }

    /// <summary>Goes on with the run that continues this one.</summary>
    public RunDriver Successor() => new(Last.Successor!, Now);

    /// <summary>Resets this run, which must be the last of its chain, to before an event, and goes on with the run that takes its place.</summary>
    public RunDriver Reset(long finishEventId, Action<ResetWorkflowExecutionRequest>? configure = null)
    {
        var later = History.Skip((int)finishEventId - 1).ToList();
        Decide(new ReplaceRun("again", ResetRunId, finishEventId));
        later.AddRange(Last.Events);
        var transition = Reset(finishEventId, later, configure);
        Assert.Null(transition.Refusal);
        return new RunDriver(transition, Now);
    }

    public Transition Reset(long finishEventId, IReadOnlyList<HistoryEvent> later, Action<ResetWorkflowExecutionRequest>? configure = null)
    {
        var request = new ResetWorkflowExecutionRequest { WorkflowTaskFinishEventId = finishEventId, RequestId = "reset-1", Reason = "again" };
        configure?.Invoke(request);
        return RunEngine.Reset(
            new ResetRun
            {
                NamespaceId = "ns",
                RunId = ResetRunId,
                BaseRunId = State.RunId,
                Request = request,
                Kept = [.. History.Take((int)finishEventId - 1)],
                Later = later,
                Continued = [],
            },
            Now);
    }

    /// <summary>A run whose worker has it cached and has seen everything.</summary>
    public static RunDriver StartSticky(params Command[] commands)
    {
        var driver = Start();
        driver.StartTask();
        driver.CompleteSticky(commands);
        return driver;
    }

    /// <summary>A run whose first workflow task completed with these commands.</summary>
    public static RunDriver StartWith(params Command[] commands)
    {
        var driver = Start();
        driver.StartTask();
        driver.Complete(commands);
        return driver;
    }

    public Transition Decide(RunCommand command)
    {
        var before = State.ToByteArray();
        var transition = RunEngine.Decide(State, command, Now);
        Assert.True(before.AsSpan().SequenceEqual(State.ToByteArray()), "The state decided on was modified.");
        RunInvariants.CheckSame(transition, RunEngine.Decide(State, command, Now));

        Last = transition;
        State = transition.State;
        if (transition.IsDurable)
        {
            Assert.Empty(State.UnwrittenEvents);
            Assert.True(State.WorkflowTask is not { IsSpeculative: true }, "A speculative task was stored.");
            Assert.All(State.Updates, update => Assert.True(update.IsStored));
            History.AddRange(transition.Events);
            _storedState = State.ToByteArray();
        }
        else
        {
            Assert.Empty(transition.Events);
        }

        RunInvariants.Check(this);
        return transition;
    }

    /// <summary>The server dies and another one loads the run from the store.</summary>
    public void Crash()
    {
        State = RunState.Parser.ParseFrom(_storedState);
        RunInvariants.Check(this);
    }

    public Transition Advance(TimeSpan span)
    {
        Now += span;
        return Decide(new AdvanceTime(SuccessorRunId));
    }

    /// <summary>Goes to the next deadline; past the moment at which the start of a workflow task is merely written.</summary>
    public Transition AdvanceToDeadline()
    {
        var transition = AdvanceToNextDeadline();
        return transition.Events is [{ EventType: EventType.WorkflowTaskStarted }] ? AdvanceToNextDeadline() : transition;
    }

    public Transition AdvanceToNextDeadline()
    {
        var deadline = State.GetNextDeadline()!.Value;
        Now = deadline > Now ? deadline : Now;
        var transition = Decide(new AdvanceTime(SuccessorRunId));
        Assert.True(transition.IsDurable, "A deadline passed and nothing happened.");
        Assert.False(State.GetNextDeadline() <= Now, "What was due is still due.");
        return transition;
    }

    public ReadyTask ReadyTask(TaskKind kind) => State.GetReadyTasks().First(task => task.Kind == kind);

    public WorkflowTaskStarted StartTask()
    {
        var ready = ReadyTask(TaskKind.Workflow);
        Decide(new StartWorkflowTask(ready.TaskQueue, ready.ScheduledEventId, ready.Attempt, $"poll-{++_pollCount}", "worker"));
        return Task = Assert.IsType<WorkflowTaskStarted>(Last.Reply);
    }

    public Transition Complete(params Command[] commands) => Complete(new RespondWorkflowTaskCompletedRequest { Commands = { commands }, Identity = "worker" });

    public Transition CompleteSticky(params Command[] commands) => CompleteSticky(prolongs: false, commands);

    public Transition CompleteSticky(bool prolongs, params Command[] commands) => Complete(new RespondWorkflowTaskCompletedRequest
    {
        Commands = { commands },
        ForceCreateNewWorkflowTask = prolongs,
        Identity = "worker",
        StickyAttributes = new()
        {
            WorkerTaskQueue = new() { Name = StickyQueue, Kind = TaskQueueKind.Sticky },
            ScheduleToStartTimeout = WorkerCommands.Seconds(10),
        },
    });

    /// <summary>Completes the task with messages, each named by a command, except rejections; then the commands.</summary>
    public Transition Answer(IReadOnlyList<Message> messages, params Command[] commands) => Complete(new RespondWorkflowTaskCompletedRequest
    {
        Messages = { messages },
        Commands = { messages.Where(message => !message.Body.Is(Rejection.Descriptor)).Select(WorkerCommands.Send), commands },
        Capabilities = new() { DiscardSpeculativeWorkflowTaskWithEvents = true },
    });

    public Transition Complete(RespondWorkflowTaskCompletedRequest request) => Decide(new CompleteWorkflowTask(Task!.Token, request, SuccessorRunId));

    public Transition FailTask(WorkflowTaskFailedCause cause = WorkflowTaskFailedCause.NonDeterministicError) => Decide(new FailWorkflowTask(
        Task!.Token,
        new RespondWorkflowTaskFailedRequest { Cause = cause, Identity = "worker", Failure = new Failure { Message = "broken" } }));

    public Transition Signal(string name, string requestId = "") => Decide(new SignalRun(new SignalWorkflowExecutionRequest
    {
        SignalName = name,
        RequestId = requestId,
        Identity = "client",
    }));

    public Transition Update(string id, bool mayBeSpeculative = true) => Decide(new AdmitUpdate(
        new Request { Meta = new() { UpdateId = id, Identity = "client" }, Input = new() { Name = "Rename" } },
        mayBeSpeculative));

    public Transition Deliver(long messageId, DeliveryResult result = DeliveryResult.Delivered, string runId = "") =>
        Decide(new RecordDelivery(messageId, result, runId));

    public Transition CloseChild(long initiatedEventId, HistoryEvent? closing = null) => Decide(new RecordChildClosed
    {
        InitiatedEventId = initiatedEventId,
        Execution = new() { WorkflowId = State.Children.GetValueOrDefault(initiatedEventId)?.WorkflowId ?? "gone", RunId = "child-run-2" },
        FirstRunId = "child-run-1",
        WorkflowType = "Parcel",
        Namespace = "namespace",
        Closing = closing ?? new HistoryEvent { EventType = EventType.WorkflowExecutionCompleted, WorkflowExecutionCompletedEventAttributes = new() },
    });

    public TaskToken StartActivity()
    {
        var ready = ReadyTask(TaskKind.Activity);
        Decide(new StartActivity(ready.ScheduledEventId, ready.Attempt, $"poll-{++_pollCount}", "worker"));
        return Assert.IsType<ActivityStarted>(Last.Reply).Token;
    }

    public Transition CompleteActivity(TaskToken token) => Decide(new CompleteActivity(token, new RespondActivityTaskCompletedRequest { Identity = "worker" }));

    public Transition FailActivity(TaskToken token, Failure? failure = null) => Decide(new FailActivity(
        token,
        new RespondActivityTaskFailedRequest { Identity = "worker", Failure = failure ?? new Failure { Message = "no", ApplicationFailureInfo = new() { Type = "Oops" } } }));
}
