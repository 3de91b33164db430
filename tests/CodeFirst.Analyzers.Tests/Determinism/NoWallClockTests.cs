using CodeFirst.Analyzers.Determinism;
using CodeFirst.Analyzers.Fixes.Determinism;

namespace CodeFirst.Analyzers.Tests.Determinism;

public class NoWallClockTests
{
    [Theory]
    [InlineData("DateTime.UtcNow", "Workflow.UtcNow")]
    [InlineData("DateTime.Now", "Workflow.UtcNow")]
    [InlineData("DateTime.Today", "Workflow.UtcNow.Date")]
    [InlineData("DateTimeOffset.UtcNow", "new DateTimeOffset(Workflow.UtcNow)")]
    [InlineData("DateTimeOffset.Now", "new DateTimeOffset(Workflow.UtcNow)")]
    public Task WallClock_InRunMethod_IsReportedAndFixed(string wallClock, string replacement) =>
        Test(InRun($"var now = {{|CF0001:{wallClock}|}};"), InRun($"var now = {replacement};"));

    [Fact]
    public Task WallClock_InSeveralMembers_IsFixedInAll() =>
        Test(
            """
            using System;
            using CodeFirst.Sdk;

            [Workflow]
            public partial class Flow
            {
                private readonly DateTime _created = {|CF0001:DateTime.UtcNow|};

                [WorkflowQuery]
                public TimeSpan Age => {|CF0001:DateTime.UtcNow|} - _created;

                [WorkflowSignal]
                public void Touch() { Func<DateTime> clock = () => {|CF0001:DateTime.Now|}; clock(); }
            }
            """,
            """
            using System;
            using CodeFirst.Sdk;

            [Workflow]
            public partial class Flow
            {
                private readonly DateTime _created = Workflow.UtcNow;

                [WorkflowQuery]
                public TimeSpan Age => Workflow.UtcNow - _created;

                [WorkflowSignal]
                public void Touch() { Func<DateTime> clock = () => Workflow.UtcNow; clock(); }
            }
            """);

    [Fact]
    public Task WallClock_BehindCalls_IsReportedAtTheCallWithItsPath()
    {
        var test = new AnalyzerTest<NoWallClockAnalyzer, NoWallClockFixer>(
            """
            using System;
            using CodeFirst.Sdk;

            [Workflow]
            public partial class Flow
            {
                [WorkflowRun]
                public async Durable<bool> RunAsync() { await Durable.CompletedTask; return {|#0:Rules.IsLate()|}; }
            }

            public static class Rules
            {
                public static bool IsLate() => Clock.Hour > 18;
            }

            public static class Clock
            {
                public static int Hour => DateTime.Now.Hour;
            }
            """);
        test.ExpectedDiagnostics.Add(new Microsoft.CodeAnalysis.Testing.DiagnosticResult("CF0001", Microsoft.CodeAnalysis.DiagnosticSeverity.Error)
            .WithLocation(0)
            .WithArguments("DateTime.Now", "RunAsync -> IsLate -> Hour -> DateTime.Now", "Workflow.UtcNow"));
        return test.RunAsync();
    }

    [Theory]
    [InlineData("public class Stamp { private readonly DateTime _at = DateTime.Now; public DateTime At => _at; }", "new Stamp()", "RunAsync -> Stamp -> DateTime.Now")]
    [InlineData("public class Stamp(int days) { public DateTime At { get; } = DateTime.Now.AddDays(days); }", "new Stamp(1)", "RunAsync -> Stamp -> DateTime.Now")]
    [InlineData("public class Stamp { public static int operator -(Stamp stamp) => DateTime.Now.Hour; }", "-(default(Stamp)!)", "RunAsync -> op_UnaryNegation -> DateTime.Now")]
    public Task WallClock_InInitializersAndOperators_IsReportedAtTheirUse(string type, string use, string path)
    {
        var test = new AnalyzerTest<NoWallClockAnalyzer, NoWallClockFixer>(InRun($"var stamp = {{|#0:{use}|}};") + type);
        test.ExpectedDiagnostics.Add(new Microsoft.CodeAnalysis.Testing.DiagnosticResult("CF0001", Microsoft.CodeAnalysis.DiagnosticSeverity.Error)
            .WithLocation(0)
            .WithArguments("DateTime.Now", path, "Workflow.UtcNow"));
        return test.RunAsync();
    }

    [Fact]
    public Task WallClock_InLambdaThatReturnsDurable_IsReportedInOrdinaryCodeToo() =>
        Test(
            """
            using System;
            using CodeFirst.Sdk;

            public class Service
            {
                private DateTime _ordinary = DateTime.UtcNow;
                public void Register() { Func<Durable<DateTime>> step = async () => { await Durable.CompletedTask; return {|CF0001:DateTime.UtcNow|}; }; }
            }
            """,
            """
            using System;
            using CodeFirst.Sdk;

            public class Service
            {
                private DateTime _ordinary = DateTime.UtcNow;
                public void Register() { Func<Durable<DateTime>> step = async () => { await Durable.CompletedTask; return Workflow.UtcNow; }; }
            }
            """);

    [Fact]
    public Task WallClock_InRecursiveHelpers_EndsTheSearch() =>
        Test(
            """
            using CodeFirst.Sdk;

            [Workflow]
            public partial class Flow
            {
                [WorkflowRun]
                public async Durable<int> RunAsync() { await Durable.CompletedTask; return Numbers.Even(8); }
            }

            public static class Numbers
            {
                public static int Even(int n) => n == 0 ? 1 : Odd(n - 1);
                public static int Odd(int n) => n == 0 ? 0 : Even(n - 1);
            }
            """);

    [Fact]
    public Task WallClock_InActivitiesAndOrdinaryCode_IsAllowed() =>
        Test(
            """
            using System;
            using CodeFirst.Sdk;

            [Activities]
            public class Clocks
            {
                [Activity]
                public DateTime Read() => DateTime.UtcNow;
            }

            public class Service
            {
                public DateTime Now => DateTime.Now;
            }
            """);

    [Fact]
    public Task WallClock_WithoutTheSdk_IsAllowed() =>
        new AnalyzerTest<NoWallClockAnalyzer, NoWallClockFixer>(
            "using System; public class Service { public DateTime Now => DateTime.Now; }", referencesSdk: false).RunAsync();

    private static Task Test(string source, string? fixedSource = null) =>
        new AnalyzerTest<NoWallClockAnalyzer, NoWallClockFixer>(source, fixedSource).RunAsync();

    private static string InRun(string statement) =>
        $$"""
        using System;
        using CodeFirst.Sdk;

        [Workflow]
        public partial class Flow
        {
            [WorkflowRun]
            public async Durable RunAsync()
            {
                {{statement}}
                await Durable.CompletedTask;
            }
        }
        """;
}
