using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Sdk.Runtime;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Sdk.Tests.Runtime;

/// <summary>What the code of a run learns about itself and the world.</summary>
public sealed class EnvironmentTests
{
    private static async Task<T> RunInWorkflowAsync<T>(Func<T> look, Action<SimulatedRun>? prepare = null)
    {
        var seen = default(T);
        var run = new SimulatedRun(new TestWorkflow<TestState>("Test", (_, _) =>
        {
            seen = look();
            return Durable.FromResult<object?>(null);
        }));
        prepare?.Invoke(run);
        await run.RunTaskAsync();
        return seen!;
    }

    [Fact]
    public async Task Info_Always_SaysWhatTheFirstEventSays()
    {
        var info = await RunInWorkflowAsync(() => Workflow.Info, run =>
        {
            var started = run.Events[0].WorkflowExecutionStartedEventAttributes;
            started.FirstExecutionRunId = "run-0";
            started.ContinuedExecutionRunId = "run-0";
            started.Attempt = 3;
            started.Memo = new() { Fields = { ["note"] = SimulatedRun.ToPayloads("hi").Payloads_[0] } };
        });

        Assert.Equal(("default", "Test", "workflow-1", "run-1"), (info.Namespace, info.WorkflowType, info.WorkflowId, info.RunId));
        Assert.Equal(("run-0", "run-0", "queue", 3), (info.FirstRunId, info.ContinuedRunId, info.TaskQueue, info.Attempt));
        Assert.Equal(SimulatedRun.Start, info.StartTime);
        Assert.Equal(TimeSpan.FromHours(1), info.RunTimeout);
        Assert.Null(info.ExecutionTimeout);
        Assert.Equal("\"hi\"", info.Memo["note"].Data.ToStringUtf8());
        Assert.Equal((3, 100L, false), (info.HistoryLength, info.HistorySize, info.ContinueAsNewSuggested));
    }

    [Fact]
    public async Task ContinueAsNewSuggested_FollowsTheWorkflowTask()
    {
        var seen = new List<bool>();
        var run = new SimulatedRun(new TestWorkflow<TestState>("Test", async (_, _) =>
        {
            seen.Add(Workflow.ContinueAsNewSuggested);
            await Workflow.DelayAsync(TimeSpan.FromDays(1));
            seen.Add(Workflow.ContinueAsNewSuggested);
            return null;
        }));
        await run.RunTaskAsync();
        run.FireTimer("1");
        var task = run.NextTask();
        run.LastEvent.WorkflowTaskStartedEventAttributes.SuggestContinueAsNew = true;
        await run.ProcessAsync(task);

        Assert.Equal([false, true], seen);
    }

    [Fact]
    public async Task UtcNow_IsTheStartOfTheWorkflowTask()
    {
        var now = await RunInWorkflowAsync(() => Workflow.UtcNow, run => run.Now = SimulatedRun.Start.AddMinutes(3));

        Assert.Equal(SimulatedRun.Start.AddMinutes(3), now);
        Assert.Equal(DateTimeKind.Utc, now.Kind);
    }

    [Fact]
    public async Task Random_OfARunAfterReset_DrawsAsTheOriginalUpToThereAndAnewAfterwards()
    {
        var drawn = new List<Guid>();
        var workflow = new TestWorkflow<TestState>("Test", async (_, _) =>
        {
            drawn.Add(Workflow.NewGuid());
            await Workflow.DelayAsync(TimeSpan.FromDays(1));
            drawn.Add(Workflow.NewGuid());
            return null;
        });

        var original = new SimulatedRun(workflow) { IsCold = true };
        await original.RunTaskAsync();
        original.FireTimer("1");
        await original.ProcessAsync(original.NextTask());
        Assert.Equal(drawn[0], drawn[1]);

        original.Add(EventType.WorkflowTaskFailed, e => e.WorkflowTaskFailedEventAttributes = new() { Cause = WorkflowTaskFailedCause.ResetWorkflow, NewRunId = "run-2" });
        var task = original.NextTask();
        task.WorkflowExecution.RunId = "run-2";
        await original.ProcessAsync(task);

        Assert.Equal(drawn[0], drawn[3]);
        Assert.NotEqual(drawn[2], drawn[4]);
    }

    [Fact]
    public async Task Logger_DuringReplay_IsSilent()
    {
        var loggers = new RecordingLoggerFactory();
        var isReplaying = new List<bool>();
        var workflow = new TestWorkflow<TestState>("Test", async (_, _) =>
        {
            Workflow.Logger.LogInformation("begun");
            isReplaying.Add(Workflow.IsReplaying);
            await Workflow.DelayAsync(TimeSpan.FromDays(1));
            Workflow.Logger.LogInformation("waited");
            isReplaying.Add(Workflow.IsReplaying);
            return null;
        });
        var run = new SimulatedRun(workflow) { IsCold = true, Options = SimulatedRun.NewOptions(workflow, loggers) };
        await run.RunTaskAsync();
        run.FireTimer("1");
        await run.RunTaskAsync();

        Assert.Equal(["Information: begun", "Information: waited"], loggers.Lines);
        Assert.Equal([false, true, false], isReplaying);
        var scope = Assert.IsAssignableFrom<IEnumerable<KeyValuePair<string, object?>>>(loggers.Scopes[0]);
        Assert.Equal(["workflow-1", "run-1", "Test"], scope.Select(pair => pair.Value));
    }

    [Fact]
    public void WorkflowRandom_OfASeed_DrawsWhatTheReferenceImplementationDraws()
    {
        var random = new WorkflowRandom("seed");

        Assert.Equal(
            "30853970-2a7a-4fa1-956f-9b22a0cf3edc|561462999|1|4|6629351722560077629|0.5615275436205546",
            $"{random.NextGuid()}|{random.Next()}|{random.Next(10)}|{random.Next(-5, 5)}|{random.NextInt64()}|{random.NextDouble():R}");
    }

    [Fact]
    public void WorkflowRandom_Draws_StayInTheirRanges()
    {
        var random = new WorkflowRandom("seed");
        for (var i = 0; i < 1000; i++)
        {
            Assert.InRange(random.Next(3), 0, 2);
            Assert.InRange(random.Next(int.MinValue, int.MaxValue), int.MinValue, int.MaxValue - 1);
            Assert.InRange(random.NextInt64(long.MinValue, long.MaxValue), long.MinValue, long.MaxValue - 1);
            Assert.InRange(random.NextDouble(), 0, 1 - double.Epsilon);
            Assert.InRange(random.NextSingle(), 0f, 0.99999994f);
        }

        Assert.Equal(0, random.Next(0));
        Assert.Equal(7, random.Next(7, 7));
        Assert.Equal(7, random.Next(7, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(2, 1));
    }

    [Fact]
    public void WorkflowRandom_MethodsOfTheBase_DrawFromIt()
    {
        static string Draw(WorkflowRandom random)
        {
            var cards = Enumerable.Range(0, 20).ToArray();
            random.Shuffle(cards);
            var bytes = new byte[11];
            random.NextBytes(bytes);
            return $"{string.Join(',', cards)} {string.Join(',', random.GetItems([1, 2, 3, 4], 20))} {random.GetHexString(9)} {Convert.ToHexString(bytes)}";
        }

        Assert.Equal(Draw(new WorkflowRandom("seed")), Draw(new WorkflowRandom("seed")));
        Assert.NotEqual(Draw(new WorkflowRandom("seed")), Draw(new WorkflowRandom("other")));
    }
}
