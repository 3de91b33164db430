using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Sdk.Runtime;

namespace CodeFirst.Sdk.Tests.Runtime;

public sealed class QueryTests
{
    private static TestWorkflow<TestState> NewWorkflow() => new TestWorkflow<TestState>("Test", async (state, _) =>
    {
        state.Log.Add("begun");
        state.Pending = Workflow.DelayAsync(TimeSpan.FromDays(1));
        await state.Pending;
        state.Log.Add("waited");
        return null;
    })
    .Query("Log", (state, arguments) => $"{arguments.Read<string>(0)}{string.Join(',', state.Log)}")
    .Query("Fail", (_, _) => throw new ApplicationFailureException("no answer", "Kind"))
    .Query("Call", (_, _) => Activities.CallAsync("A").IsCompleted)
    .Query("Delay", (_, _) => Workflow.DelayAsync(TimeSpan.FromDays(1)).IsCompleted)
    .Query("Wait", (_, _) => Workflow.WaitConditionAsync(() => false).IsCompleted)
    .Query("Await", (state, _) => AwaitAsync(state.Pending!).Exception is { } exception ? throw exception : null)
    .Query("Draw", (_, _) => Workflow.NewGuid())
    .Query("Now", (_, _) => Workflow.UtcNow)
    .Query("Nothing", (_, _) => null);

    private static async Durable AwaitAsync(Durable durable) => await durable;

    [Fact]
    public async Task QueryTask_OnACachedRun_IsAnsweredFromMemory()
    {
        var run = new SimulatedRun(NewWorkflow());
        await run.RunTaskAsync();

        var answer = await run.QueryAsync("Log", "log: ");

        Assert.Equal(QueryResultType.Answered, answer.CompletedType);
        Assert.Equal("\"log: begun\"", answer.QueryResult.Payloads_[0].Data.ToStringUtf8());
        Assert.Equal(0, run.PagesRead);
        Assert.Equal(1, run.Processor.CachedCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task QueryTask_OnAClosedRun_IsAnsweredByReplay(bool isCold)
    {
        var run = new SimulatedRun(NewWorkflow()) { IsCold = isCold };
        await run.RunTaskAsync();
        run.FireTimer("1");
        await run.RunTaskAsync();

        var answer = await run.QueryAsync("Log", "");

        Assert.Equal("\"begun,waited\"", answer.QueryResult.Payloads_[0].Data.ToStringUtf8());
    }

    [Fact]
    public async Task QueryTask_WhileATaskIsUnderWay_SeesTheStateBeforeIt()
    {
        var run = new SimulatedRun(NewWorkflow()) { IsCold = true };
        await run.RunTaskAsync();
        run.FireTimer("1");
        run.NextTask();

        var answer = await run.QueryAsync("Log", "");

        Assert.Equal("\"begun\"", answer.QueryResult.Payloads_[0].Data.ToStringUtf8());
    }

    [Fact]
    public async Task QueryTask_BeforeTheFirstTask_Fails()
    {
        var answer = await new SimulatedRun(NewWorkflow()).QueryAsync("Log", "");

        Assert.Equal(QueryResultType.Failed, answer.CompletedType);
        Assert.Contains("has not run yet", answer.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queries_BesideATask_AreAnsweredAfterItsCode()
    {
        var run = new SimulatedRun(NewWorkflow());
        var task = run.NextTask();
        task.Queries.Add("q1", new() { QueryType = "Log", QueryArgs = SimulatedRun.ToPayloads("") });
        task.Queries.Add("q2", new() { QueryType = "Fail" });

        var request = Assert.IsType<WorkflowTaskResponse.Completed>(await run.ProcessAsync(task)).Request;

        Assert.Equal("\"begun\"", request.QueryResults["q1"].Answer.Payloads_[0].Data.ToStringUtf8());
        Assert.Equal(QueryResultType.Failed, request.QueryResults["q2"].ResultType);
        Assert.Equal("no answer", request.QueryResults["q2"].ErrorMessage);
        Assert.Equal("Kind", request.QueryResults["q2"].Failure.ApplicationFailureInfo.Type);
    }

    [Fact]
    public async Task Query_Unknown_FailsAndNamesTheKnownOnes()
    {
        var run = new SimulatedRun(NewWorkflow());
        await run.RunTaskAsync();

        var answer = await run.QueryAsync("Typo");

        Assert.StartsWith("Workflow 'Test' has no query 'Typo'. It answers Log, Fail, ", answer.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_WithoutAResult_AnswersNull()
    {
        var run = new SimulatedRun(NewWorkflow());
        await run.RunTaskAsync();

        var answer = await run.QueryAsync("Nothing");

        Assert.Equal("binary/null", answer.QueryResult.Payloads_[0].Metadata["encoding"].ToStringUtf8());
    }

    // B41
    [Theory]
    [InlineData("Call", "an activity")]
    [InlineData("Delay", "a timer")]
    [InlineData("Wait", "a condition")]
    [InlineData("Await", "an await")]
    [InlineData("Draw", "random numbers and ids")]
    public async Task Query_ThatActs_FailsAndLeavesNoTrace(string query, string act)
    {
        var run = new SimulatedRun(NewWorkflow());
        await run.RunTaskAsync();

        var answer = await run.QueryAsync(query);
        run.FireTimer("1");
        var commands = await run.RunTaskAsync();

        Assert.Equal($"Query '{query}' used {act}. It may only look at the workflow: move what changes it into the run method or a signal handler.", answer.ErrorMessage);
        Assert.Equal([CommandType.CompleteWorkflowExecution], commands.Select(command => command.CommandType));
    }
}
