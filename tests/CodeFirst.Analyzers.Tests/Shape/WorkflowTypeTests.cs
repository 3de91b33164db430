using CodeFirst.Analyzers.Shape;

namespace CodeFirst.Analyzers.Tests.Shape;

public sealed class WorkflowTypeTests
{
    [Theory]
    [InlineData("[Workflow] public sealed partial class {|CF1006:Order|}<T> { }")]
    [InlineData("public partial class Outer<T> { [Workflow] public sealed partial class {|CF1006:Order|} { } }")]
    [InlineData("[Workflow] public interface {|CF1006:IOrder|}<T> { }")]
    [InlineData("[Workflow] public abstract partial class {|CF1006:Order|} { }")]
    [InlineData("[Workflow] public static partial class {|CF1006:Order|} { }")]
    [InlineData("[Workflow] public sealed partial class {|CF1006:Order|}(int count) { public int Count => count; }")]
    [InlineData("public partial class Outer { [Workflow] private sealed partial class {|CF1006:Order|} { } }")]
    [InlineData("[Workflow] file sealed partial class {|CF1006:Order|} { }")]
    [InlineData("[Workflow(\" \")] public sealed partial class {|CF1006:Order|} { }")]
    [InlineData("[Workflow] public sealed partial class {|CF1006:Order|} { public int Definition => 1; }")]
    public Task Workflow_ThatCannotBeCreated_IsReported(string source) => ShapeTest<WorkflowTypeAnalyzer>.RunAsync(source);

    [Fact]
    public Task Workflow_WithInjection_SaysWhereServicesGo() => ShapeTest<WorkflowTypeAnalyzer>.RunAsync(
        "[Workflow] public sealed partial class {|#0:Order|} { public Order(int count) { } }",
        "Workflow 'Order' must have a constructor without parameters, because replay creates it anew; take input in the run method, and services in activities");

    [Theory]
    [InlineData("[Workflow] internal sealed partial class Order { private Order() { } }")]
    [InlineData("[Workflow] public partial record Order { }")]
    [InlineData("[Workflow] public interface IOrder { }")]
    public Task Workflow_ThatCanBeCreated_IsAllowed(string source) => ShapeTest<WorkflowTypeAnalyzer>.RunAsync(source);
}
