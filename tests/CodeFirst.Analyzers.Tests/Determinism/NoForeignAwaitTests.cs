using CodeFirst.Analyzers.Determinism;
using CodeFirst.Analyzers.Fixes.Determinism;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace CodeFirst.Analyzers.Tests.Determinism;

public class NoForeignAwaitTests
{
    [Theory]
    [InlineData("Task.Delay(TimeSpan.FromDays(1))", "Workflow.DelayAsync(TimeSpan.FromDays(1))")]
    [InlineData("Task.Delay(100)", "Workflow.DelayAsync(TimeSpan.FromMilliseconds(100))")]
    [InlineData("Task.Delay(TimeSpan.FromDays(1)).ConfigureAwait(false)", "Workflow.DelayAsync(TimeSpan.FromDays(1))")]
    public Task Delay_InRunMethod_IsReportedAndFixed(string awaited, string replacement) =>
        Test(InRun($"await {{|CF0003:{awaited}|}};"), InRun($"await {replacement};"));

    [Theory]
    [InlineData("await {|#0:Task.WhenAll(Task.CompletedTask)|};", "Task.WhenAll", "write 'await Workflow.WhenAllAsync(...)' over Durables")]
    [InlineData("await {|#0:new ValueTask()|};", "ValueTask", "only a Durable can; move the work into an activity and await its stub")]
    [InlineData("await {|#0:Task.Yield()|};", "Task.Yield", "delete it; workflow code runs on one queue by itself")]
    [InlineData("await {|#0:HelpAsync()|};", "Flow.HelpAsync", "let 'HelpAsync' return Durable, or move it into an activity and await its stub")]
    [InlineData("await {|#0:new Payments().ChargeAsync()|};", "Payments.ChargeAsync", "call it through its stub, 'PaymentsStub.ChargeAsync'")]
    [InlineData("dynamic thing = 1; await {|#0:thing|};", "dynamic", "give it the static type Durable")]
    [InlineData("{|#0:await|} foreach (var n in Numbers()) { }", "await foreach", "read the stream in an activity and await its pages")]
    [InlineData("{|#0:await|} using var file = new System.IO.MemoryStream();", "await using", "hold resources in an activity")]
    public Task ForeignAwait_InRunMethod_SaysWhatToWriteInstead(string statement, string display, string remedy)
    {
        var test = new AnalyzerTest<NoForeignAwaitAnalyzer, NoForeignAwaitFixer>(InRun(statement));
        test.ExpectedDiagnostics.Add(new DiagnosticResult("CF0003", DiagnosticSeverity.Error).WithLocation(0).WithArguments(display, "RunAsync", remedy));
        return test.RunAsync();
    }

    [Fact]
    public Task Delay_InRunMethod_SaysWhatToWriteInstead()
    {
        var test = new AnalyzerTest<NoForeignAwaitAnalyzer, NoForeignAwaitFixer>(
            InRun("await {|#0:Task.Delay(1)|};"), InRun("await Workflow.DelayAsync(TimeSpan.FromMilliseconds(1));"));
        test.ExpectedDiagnostics.Add(new DiagnosticResult("CF0003", DiagnosticSeverity.Error)
            .WithLocation(0)
            .WithArguments("Task.Delay", "RunAsync", "write 'await Workflow.DelayAsync(...)', a durable timer"));
        return test.RunAsync();
    }

    [Fact]
    public Task ForeignAwait_InLambdaAndLocalFunction_IsReported() =>
        Test(
            InRun("""
                Func<Durable> lambda = async () => await {|CF0003:Task.CompletedTask|};
                async Durable LocalAsync() => await {|CF0003:Task.CompletedTask|};
                await lambda();
                await LocalAsync();
                """));

    [Fact]
    public Task Await_OfDurablesAndInOrdinaryCode_IsAllowed() =>
        Test(
            InRun("""
                Func<Task> ordinary = async () => await Task.Delay(1);
                await Durable.CompletedTask;
                """));

    private static Task Test(string source, string? fixedSource = null) =>
        new AnalyzerTest<NoForeignAwaitAnalyzer, NoForeignAwaitFixer>(source, fixedSource).RunAsync();

    private static string InRun(string statement) =>
        $$"""
        using System;
        using System.Collections.Generic;
        using System.Threading.Tasks;
        using CodeFirst.Sdk;

        [Workflow]
        public partial class Flow
        {
            [WorkflowRun]
            public async Durable RunAsync()
            {
                {{statement}}
            }

            private static async Task HelpAsync() => await Task.CompletedTask;

            private static async IAsyncEnumerable<int> Numbers() { await Task.CompletedTask; yield return 1; }
        }

        [Activities]
        public class Payments
        {
            [Activity]
            public Task ChargeAsync() => Task.CompletedTask;
        }
        """;
}
