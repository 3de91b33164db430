using CodeFirst.Engine.Activities;
using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Outbox;
using CodeFirst.Engine.Tasks;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.Protocol.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CsCheck;

namespace CodeFirst.Engine.Tests.Properties;

/// <summary>Random lives of a run. The driver checks the invariants after each decision.</summary>
public sealed class RunPropertyTests
{
    private static readonly Gen<int[][]> Lives = Gen.Int[0, 9_999].Array[6].Array[0, 60];

    [Fact]
    public void Run_AnyLife_KeepsInvariants() => Lives.Sample(steps => Live(steps), iter: 150);

    [Fact]
    public void Run_AnyLife_KeepsSignalsInOrder() => Lives.Sample(
        steps =>
        {
            var (run, accepted) = Live(steps);
            Assert.Equal(accepted, SignalNames(run.History.Concat(run.State.BufferedEvents)));
        },
        iter: 150);

    [Fact]
    public void Run_AnyLife_ReachesItsLastDeadline() => Lives.Sample(
        steps =>
        {
            var (run, _) = Live(steps);
            for (var i = 0; run.State.GetNextDeadline() is not null && i < 200; i++)
            {
                run.AdvanceToDeadline();
            }
        },
        iter: 150);

    [Fact]
    public void ClosedRun_AnyCommand_StaysAsItIs() => Lives.Sample(
        steps =>
        {
            var run = RunDriver.Start();
            run.Decide(new TerminateRun(new TerminateWorkflowExecutionRequest()));
            var history = run.History.Count;
            foreach (var step in steps)
            {
                new RandomWorld(run).Step(step);
            }

            Assert.Equal(history, run.History.Count);
            Assert.Equal(WorkflowExecutionStatus.Terminated, run.State.Status);
        },
        iter: 150);

    [Fact]
    public void Run_ResetAnywhere_GoesOnAsARunThatKeepsInvariants() => Gen.Select(Lives, Lives, Gen.Int[0, 99]).Sample(
        (steps, stepsAfter, choice) =>
        {
            var (run, accepted) = Live(steps);
            var points = run.History.Where(written => written.EventType is EventType.WorkflowTaskCompleted or EventType.WorkflowTaskFailed or EventType.WorkflowTaskTimedOut).ToList();
            if (points.Count == 0)
            {
                return;
            }

            var again = run.Reset(points[choice % points.Count].EventId);

            Assert.True(again.State.IsRunning);
            Assert.Equal(accepted, SignalNames(again.History));
            var world = new RandomWorld(again);
            foreach (var step in stepsAfter)
            {
                world.Step(step);
            }
        },
        iter: 100);

    private static IEnumerable<string> SignalNames(IEnumerable<HistoryEvent> events) => events
        .Where(happened => happened.EventType == EventType.WorkflowExecutionSignaled)
        .Select(happened => happened.WorkflowExecutionSignaledEventAttributes.SignalName);

    private static (RunDriver Run, List<string> AcceptedSignals) Live(int[][] steps)
    {
        var run = RunDriver.Start(request =>
        {
            request.WorkflowRunTimeout = steps.Length % 5 == 0 ? WorkerCommands.Seconds(500) : null;
            request.WorkflowStartDelay = steps.Length % 7 == 0 ? WorkerCommands.Seconds(5) : null;
            request.CronSchedule = steps.Length % 11 == 1 ? "@every 30s" : string.Empty;
            request.RetryPolicy = steps.Length % 2 == 0 ? new RetryPolicy { MaximumAttempts = 3 } : null;
        });
        var world = new RandomWorld(run);
        foreach (var step in steps)
        {
            world.Step(step);
        }

        return (run, world.AcceptedSignals);
    }

    /// <summary>Turns numbers into things that clients, workers and time do to a run.</summary>
    private sealed class RandomWorld(RunDriver run)
    {
        private readonly List<TaskToken> _activityTokens = [];
        private int _count;

        public List<string> AcceptedSignals { get; } = [];

        public void Step(int[] numbers)
        {
            var choice = numbers[1];
            switch (numbers[0] % 25)
            {
                case 0 or 1 or 2:
                    StartReadyTask(TaskKind.Workflow, choice);
                    break;
                case 3 or 4 or 5:
                    CompleteTask(numbers);
                    break;
                case 6 when run.Task is not null:
                    run.FailTask();
                    break;
                case 7 or 8:
                    Signal(choice);
                    break;
                case 9 or 10:
                    StartReadyTask(TaskKind.Activity, choice);
                    break;
                case 11 or 12 or 13:
                    AnswerActivity(choice, numbers[2]);
                    break;
                case 14 or 15 when run.State.GetNextDeadline() is not null:
                    run.AdvanceToDeadline();
                    break;
                case 16:
                    run.Advance(TimeSpan.FromSeconds(choice % 100));
                    break;
                case 17:
                    run.Decide(new ResetSticky());
                    break;
                case 18 when choice % 4 == 0:
                    run.Decide(new RequestCancelRun(new RequestCancelWorkflowExecutionRequest { RequestId = "cancel" }));
                    break;
                case 18 when choice % 15 == 1:
                    run.Decide(new TerminateRun(new TerminateWorkflowExecutionRequest { Reason = "enough" }));
                    break;
                case 19:
                    run.Crash();
                    break;
                case 20 or 21:
                    run.Update($"update-{choice % 30}", mayBeSpeculative: choice % 3 > 0);
                    break;
                case 22 or 23 when run.State.Outbox.Count > 0:
                    Deliver(choice, numbers[2]);
                    break;
                case 24 when run.State.Children.Count > 0:
                    run.CloseChild(run.State.Children.Keys.Order().ElementAt(choice % run.State.Children.Count));
                    break;
                default:
                    break;
            }
        }

        private void StartReadyTask(TaskKind kind, int choice)
        {
            var ready = run.State.GetReadyTasks().Where(task => task.Kind == kind).ToList();
            if (ready.Count == 0)
            {
                return;
            }

            if (kind == TaskKind.Workflow)
            {
                run.StartTask();
                return;
            }

            var task = ready[choice % ready.Count];
            run.Decide(new StartActivity(task.ScheduledEventId, task.Attempt, $"activity-poll-{++_count}", "worker"));
            _activityTokens.Add(Assert.IsType<ActivityStarted>(run.Last.Reply).Token);
        }

        private void CompleteTask(int[] numbers)
        {
            if (run.Task is null)
            {
                return;
            }

            var commands = numbers[1..5].Take(numbers[5] % 4).Select(ToCommand).ToList();
            if (numbers[5] % 13 == 0)
            {
                commands.Add((numbers[1] % 4) switch
                {
                    0 => WorkerCommands.CompleteRun(),
                    1 => WorkerCommands.FailRun(),
                    2 => WorkerCommands.CancelRun(),
                    _ => WorkerCommands.ContinueAsNew(),
                });
            }

            var messages = ToMessages(numbers);
            if (messages.Count > 0)
            {
                run.Answer(messages, [.. commands]);
            }
            else if (numbers[5] % 2 == 0)
            {
                run.CompleteSticky([.. commands]);
            }
            else
            {
                run.Complete(new RespondWorkflowTaskCompletedRequest { Commands = { commands }, ForceCreateNewWorkflowTask = numbers[5] % 7 == 0 });
            }
        }

        private List<Message> ToMessages(int[] numbers)
        {
            var messages = new List<Message>();
            foreach (var (index, update) in run.Task!.Messages.Index())
            {
                messages.AddRange(((numbers[2] + index) % 4) switch
                {
                    0 => [WorkerCommands.Reject(update.ProtocolInstanceId)],
                    1 => [WorkerCommands.Accept(update.ProtocolInstanceId)],
                    2 => [WorkerCommands.Accept(update.ProtocolInstanceId), WorkerCommands.Respond(update.ProtocolInstanceId)],
                    _ => (Message[])[],
                });
            }

            var accepted = run.State.Updates.FirstOrDefault(update => update.AcceptedEventId > 0);
            if (accepted is not null && numbers[3] % 2 == 0)
            {
                messages.Add(WorkerCommands.Respond(accepted.UpdateId));
            }

            return messages;
        }

        private Command ToCommand(int number) => (number % 9) switch
        {
            0 or 1 => WorkerCommands.ScheduleActivity($"activity-{number % 40}", attributes =>
            {
                attributes.HeartbeatTimeout = number % 3 == 0 ? WorkerCommands.Seconds(7) : null;
                attributes.ScheduleToStartTimeout = number % 5 == 0 ? WorkerCommands.Seconds(20) : null;
                attributes.ScheduleToCloseTimeout = number % 4 == 0 ? WorkerCommands.Seconds(90) : null;
                attributes.RetryPolicy = number % 7 == 0 ? new RetryPolicy { MaximumAttempts = 2 } : null;
            }),
            2 => WorkerCommands.StartTimer($"timer-{number % 20}", number % 90),
            3 => WorkerCommands.CancelTimer(run.State.Timers.Keys.ElementAtOrDefault(number % 3) ?? $"timer-{number % 20}"),
            5 => WorkerCommands.StartChild($"child-{number % 20}", attributes => attributes.ParentClosePolicy = (ParentClosePolicy)(number % 4)),
            6 => WorkerCommands.SignalExternal($"child-{number % 20}"),
            7 => WorkerCommands.CancelExternal($"other-{number % 20}"),
            4 => WorkerCommands.CancelActivity(run.State.Activities.Keys.ElementAtOrDefault(number % 3)),
            _ => WorkerCommands.StartTimer($"timer-{++_count + 100}", number % 90),
        };

        private void Signal(int choice)
        {
            var name = $"signal-{++_count}";
            var requestId = choice % 3 == 0 ? $"request-{choice % 30}" : string.Empty;
            var isDuplicate = run.State.HasReceivedSignal(requestId);
            if (run.Signal(name, requestId).Refusal is null && !isDuplicate)
            {
                AcceptedSignals.Add(name);
            }
        }

        private void Deliver(int choice, int answer)
        {
            var id = run.State.Outbox.Keys.Order().ElementAt(choice % run.State.Outbox.Count);
            if (answer % 3 == 0)
            {
                run.Deliver(id, (DeliveryResult)(2 + (choice % 4)));
            }
            else
            {
                run.Deliver(id, DeliveryResult.Delivered, "child-run-1");
            }
        }

        private void AnswerActivity(int choice, int answer)
        {
            if (_activityTokens.Count == 0)
            {
                return;
            }

            var token = _activityTokens[choice % _activityTokens.Count];
            switch (answer % 5)
            {
                case 0 or 1:
                    run.CompleteActivity(token);
                    break;
                case 2:
                    run.FailActivity(token);
                    break;
                case 3:
                    run.Decide(new CancelActivity(token, new RespondActivityTaskCanceledRequest()));
                    break;
                default:
                    run.Decide(new HeartbeatActivity(token, new Payloads(), "worker"));
                    break;
            }
        }
    }
}
