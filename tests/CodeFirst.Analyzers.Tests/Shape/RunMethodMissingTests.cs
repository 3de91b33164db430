using CodeFirst.Analyzers.Shape;

namespace CodeFirst.Analyzers.Tests.Shape;

public sealed class RunMethodMissingTests
{
    [Theory]
    [InlineData("[Workflow] public sealed partial class {|CF1002:Order|} { public Durable RunAsync() => null!; }")]
    [InlineData("[Workflow] public interface {|CF1002:IOrder|} { Durable RunAsync(); }")]
    public Task Workflow_WithoutRunMethod_IsReported(string source) => ShapeTest<RunMethodMissingAnalyzer>.RunAsync(source);

    [Fact]
    public Task Workflow_WithoutRunMethod_SaysWhatToDo() => ShapeTest<RunMethodMissingAnalyzer>.RunAsync(
        "[Workflow] public sealed partial class {|#0:Order|} { }",
        "Workflow 'Order' has no [WorkflowRun] method; mark the method that is its course");

    [Theory]
    [InlineData("[Workflow] public sealed partial class Order { [WorkflowRun] public Durable RunAsync() => null!; }")]
    [InlineData("public abstract class Base { [WorkflowRun] public Durable RunAsync() => null!; } [Workflow] public sealed partial class Order : Base { }")]
    [InlineData("[Workflow] public interface IOrder { [WorkflowRun] Durable RunAsync(); } [Workflow] public sealed partial class Order : IOrder { public Durable RunAsync() => null!; }")]
    public Task Workflow_WithRunMethod_IsAllowed(string source) => ShapeTest<RunMethodMissingAnalyzer>.RunAsync(source);
}
