using System.Runtime.CompilerServices;
using CodeFirst.Generators.Tests.Verify;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CodeFirst.Generators.Tests.Incrementality;

public sealed class IncrementalityTests
{
    private const string Workflow = "[Workflow] public sealed partial class First { [WorkflowRun] public async Durable<int> RunAsync(int count) { await Durable.CompletedTask; return count; } }";
    private const string Other = "[Workflow] public sealed partial class Second { [WorkflowRun] public Durable RunAsync() => Durable.CompletedTask; }";
    private const string Activities = "[Activities] public sealed class Things { [Activity] public int Do(int count) => count; }";

    private static readonly string[] Outputs =
        [StepNames.Definitions, StepNames.Clients, StepNames.Stubs, StepNames.Dispatches, StepNames.Registration];

    [Fact]
    public void Edit_OfUnrelatedCode_RecomputesNothing()
    {
        var steps = RunEdited("public sealed class Unrelated;", "public sealed class Unrelated { public int Count { get; set; } }");
        Assert.All(Outputs, step => Assert.All(steps(step), static reason => Assert.Equal(IncrementalStepRunReason.Cached, reason)));
    }

    [Fact]
    public void Edit_OfMethodBodies_RecomputesNothing()
    {
        var steps = RunEdited("return count;", "return count + 1;");
        Assert.All(Outputs, step => Assert.All(steps(step), static reason => Assert.Equal(IncrementalStepRunReason.Cached, reason)));
    }

    [Fact]
    public void Edit_OfActivityBody_RecomputesNothing()
    {
        var steps = RunEdited("=> count;", "=> count + 1;");
        Assert.All(Outputs, step => Assert.All(steps(step), static reason => Assert.Equal(IncrementalStepRunReason.Cached, reason)));
    }

    [Fact]
    public void Edit_OfRunSignature_RecomputesThatWorkflowAlone()
    {
        var steps = RunEdited("RunAsync(int count)", "RunAsync(int count, int more)");
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], steps(StepNames.Definitions));
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], steps(StepNames.Clients));
        Assert.All([StepNames.Stubs, StepNames.Dispatches], step => Assert.Equal([IncrementalStepRunReason.Cached], steps(step)));
        Assert.Equal([IncrementalStepRunReason.Cached], steps(StepNames.Registration));
    }

    [Fact]
    public void Edit_OfActivitySignature_RecomputesThoseActivitiesAlone()
    {
        var steps = RunEdited("Do(int count)", "Do(long count)");
        Assert.All([StepNames.Stubs, StepNames.Dispatches], step => Assert.Equal([IncrementalStepRunReason.Modified], steps(step)));
        Assert.All([StepNames.Definitions, StepNames.Clients, StepNames.Registration], step => Assert.All(steps(step), static reason => Assert.Equal(IncrementalStepRunReason.Cached, reason)));
    }

    [Fact]
    public void Driver_AfterAnEdit_RetainsNoOldCompilation()
    {
        var (driver, old) = RunTwice();
        for (var attempt = 0; attempt < 10 && old.IsAlive; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(old.IsAlive);
        GC.KeepAlive(driver);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (GeneratorDriver Driver, WeakReference Old) RunTwice()
    {
        var before = Compile();
        var driver = TestCompilation.CreateDriver().RunGenerators(before);
        return (driver.RunGenerators(Edit(before, "return count;", "return count + 1;")), new WeakReference(before));
    }

    private static Func<string, IncrementalStepRunReason[]> RunEdited(string text, string replacement)
    {
        var before = Compile();
        var driver = TestCompilation.CreateDriver().RunGenerators(before).RunGenerators(Edit(before, text, replacement));
        var steps = driver.GetRunResult().Results[0].TrackedSteps;
        return name => [.. steps[name].SelectMany(static step => step.Outputs).Select(static output => output.Reason is IncrementalStepRunReason.Unchanged ? IncrementalStepRunReason.Cached : output.Reason)];
    }

    private static CSharpCompilation Compile()
    {
        var compilation = TestCompilation.Create("public sealed class Unrelated;");
        return compilation.AddSyntaxTrees(
            TestCompilation.Parse(Workflow, "First.cs"), TestCompilation.Parse(Other, "Second.cs"), TestCompilation.Parse(Activities, "Things.cs"));
    }

    private static CSharpCompilation Edit(CSharpCompilation compilation, string text, string replacement)
    {
        var tree = compilation.SyntaxTrees.Single(tree => tree.ToString().Contains(text, StringComparison.Ordinal));
        return compilation.ReplaceSyntaxTree(tree, TestCompilation.Parse(tree.ToString().Replace(text, replacement, StringComparison.Ordinal), tree.FilePath));
    }
}
