using CodeFirst.Analyzers.Shape;

namespace CodeFirst.Analyzers.Tests.Shape;

public sealed class RunMethodRepeatedTests
{
    [Fact]
    public Task Workflow_WithTwoRunMethods_SaysWhich() => ShapeTest<RunMethodRepeatedAnalyzer>.RunAsync(
        "[Workflow] public sealed partial class Order { [WorkflowRun] public Durable RunAsync() => null!; [WorkflowRun] public Durable {|#0:StartAsync|}() => null!; }",
        "Workflow 'Order' has a second [WorkflowRun] method, 'StartAsync', beside 'RunAsync'; keep the attribute on one of them");

    [Fact]
    public Task Workflow_OverridingItsRunMethod_IsAllowed() => ShapeTest<RunMethodRepeatedAnalyzer>.RunAsync("""
        public abstract class Base { [WorkflowRun] public virtual Durable RunAsync() => null!; }
        [Workflow] public sealed partial class Order : Base { [WorkflowRun] public override Durable RunAsync() => null!; }
        """);

    [Fact]
    public Task Workflow_MarkingTheContractsRunMethodAgain_IsAllowed() => ShapeTest<RunMethodRepeatedAnalyzer>.RunAsync("""
        [Workflow] public interface IOrder { [WorkflowRun] Durable RunAsync(); }
        [Workflow] public sealed partial class Order : IOrder { [WorkflowRun] public Durable RunAsync() => null!; }
        """);
}
