using CodeFirst.Analyzers.Determinism;
using CodeFirst.Analyzers.Fixes.Determinism;

namespace CodeFirst.Analyzers.Tests.Determinism;

public class NoRandomGuidTests
{
    [Theory]
    [InlineData("var id = {|CF0002:Guid.NewGuid()|};", "var id = Workflow.NewGuid();")]
    [InlineData("Func<Guid> make = {|CF0002:Guid.NewGuid|};", "Func<Guid> make = Workflow.NewGuid;")]
    [InlineData("var text = {|CF0002:Guid.NewGuid()|}.ToString();", "var text = Workflow.NewGuid().ToString();")]
    public Task NewGuid_InRunMethod_IsReportedAndFixed(string statement, string replacement) =>
        new AnalyzerTest<NoRandomGuidAnalyzer, NoRandomGuidFixer>(InRun(statement), InRun(replacement)).RunAsync();

    [Fact]
    public Task NewGuid_InMethodThatReturnsDurable_IsReportedOutsideOfWorkflowClassesToo() =>
        new AnalyzerTest<NoRandomGuidAnalyzer, NoRandomGuidFixer>(
            """
            using System;
            using CodeFirst.Sdk;

            public static class Steps
            {
                public static async Durable<Guid> MakeAsync() { await Durable.CompletedTask; return {|CF0002:Guid.NewGuid()|}; }
            }
            """,
            """
            using System;
            using CodeFirst.Sdk;

            public static class Steps
            {
                public static async Durable<Guid> MakeAsync() { await Durable.CompletedTask; return Workflow.NewGuid(); }
            }
            """).RunAsync();

    [Fact]
    public Task NewGuid_InOrdinaryCode_IsAllowed() =>
        new AnalyzerTest<NoRandomGuidAnalyzer, NoRandomGuidFixer>("using System; public class Service { public Guid Id { get; } = Guid.NewGuid(); }").RunAsync();

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
