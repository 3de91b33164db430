using CodeFirst.Analyzers.Shape;

namespace CodeFirst.Analyzers.Tests.Shape;

public sealed class UniqueNamesTests
{
    [Theory]
    [InlineData("[Workflow] public sealed partial class Order { [WorkflowSignal] public void Poke() { } [WorkflowSignal] public Durable {|CF1007:PokeAsync|}() => null!; }")]
    [InlineData("[Workflow] public sealed partial class Order { [WorkflowSignal] public void Poke() { } [WorkflowSignal] public void {|CF1007:Poke|}(int value) { } }")]
    [InlineData("[Workflow] public sealed partial class Order { [WorkflowQuery(\"a\")] public int A => 1; [WorkflowQuery(\"a\")] public int {|CF1007:B|} => 1; }")]
    [InlineData("[Workflow] public sealed partial class Order { [WorkflowQuery] public int Count => 1; [WorkflowQuery] public int {|CF1007:GetCount|}() => 1; }")]
    [InlineData("[Workflow] public sealed partial class Order { [WorkflowSignal] public void Poke() { } [WorkflowQuery] public int {|CF1007:PokeAsync|}() => 1; }")]
    [InlineData("[Activities] public sealed class Payments { [Activity] public void Charge() { } [Activity] public void {|CF1007:ChargeAsync|}() { } }")]
    [InlineData("[Activities] public sealed class Payments { [Activity(\"a\")] public void Charge(int value) { } [Activity(\"b\")] public void {|CF1007:Charge|}(CancellationToken token) { } }")]
    public Task Members_WithOneName_AreReported(string source) => ShapeTest<UniqueNamesAnalyzer>.RunAsync(source);

    [Fact]
    public Task Signals_WithOneName_SayWhatToDo() => ShapeTest<UniqueNamesAnalyzer>.RunAsync(
        "[Workflow] public sealed partial class Order { [WorkflowSignal(\"x\")] public void A() { } [WorkflowSignal(\"x\")] public void {|#0:B|}() { } }",
        "'B' is a second signal named 'x'; rename it, or give one of them a name of its own");

    [Fact]
    public Task Signal_AndQueryWithOneName_AreAllowed() => ShapeTest<UniqueNamesAnalyzer>.RunAsync(
        "[Workflow] public sealed partial class Order { [WorkflowSignal(\"x\")] public void A() { } [WorkflowQuery(\"x\")] public int B => 1; }");
}
