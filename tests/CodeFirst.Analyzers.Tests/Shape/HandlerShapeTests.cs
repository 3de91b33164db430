using CodeFirst.Analyzers.Shape;

namespace CodeFirst.Analyzers.Tests.Shape;

public sealed class HandlerShapeTests
{
    [Theory]
    [InlineData("[WorkflowSignal] public int {|CF1005:Poke|}() => 1;")]
    [InlineData("[WorkflowSignal] public Task {|CF1005:PokeAsync|}() => null!;")]
    [InlineData("[WorkflowSignal] public Durable<int> {|CF1005:PokeAsync|}() => null!;")]
    [InlineData("[WorkflowSignal] public async void {|CF1005:Poke|}() => await Task.Yield();")]
    [InlineData("[WorkflowSignal] public static void {|CF1005:Poke|}() { }")]
    [InlineData("[WorkflowSignal] internal void {|CF1005:Poke|}() { }")]
    [InlineData("[WorkflowSignal] public void {|CF1005:Poke|}<T>(T value) { }")]
    [InlineData("[WorkflowSignal] public void {|CF1005:Poke|}(in int value) { }")]
    [InlineData("[WorkflowSignal(\"\")] public void {|CF1005:Poke|}() { }")]
    [InlineData("[WorkflowQuery] public void {|CF1005:Ask|}() { }")]
    [InlineData("[WorkflowQuery] public Task<int> {|CF1005:AskAsync|}() => null!;")]
    [InlineData("[WorkflowQuery] public Durable<int> {|CF1005:AskAsync|}() => null!;")]
    [InlineData("[WorkflowQuery] public Span<int> {|CF1005:Ask|}() => default;")]
    [InlineData("[WorkflowQuery] public static int {|CF1005:Answer|} => 1;")]
    [InlineData("[WorkflowQuery] internal int {|CF1005:Answer|} => 1;")]
    [InlineData("[WorkflowQuery] public int {|CF1005:Answer|} { private get; set; }")]
    [InlineData("[WorkflowQuery] public int {|CF1005:this|}[int index] => index;")]
    public Task Handler_WithWrongShape_IsReported(string member) => ShapeTest<HandlerShapeAnalyzer>.RunAsync($"[Workflow] public sealed partial class Order {{ {member} }}");

    [Fact]
    public Task Query_ThatWaits_SaysWhatToDo() => ShapeTest<HandlerShapeAnalyzer>.RunAsync(
        "[Workflow] public sealed partial class Order { [WorkflowQuery] public Task<int> {|#0:AskAsync|}() => null!; }",
        "Query 'AskAsync' must return its answer at once, not 'Task<int>', because a query cannot wait; keep the answer in a field");

    [Theory]
    [InlineData("[WorkflowSignal] public void Poke(int value, string? why = null) { }")]
    [InlineData("[WorkflowSignal] public async Durable PokeAsync() => await Durable.CompletedTask;")]
    [InlineData("[WorkflowQuery] public int Ask(int value) => value;")]
    [InlineData("[WorkflowQuery] public string? Answer { get; private set; }")]
    public Task Handler_WithRightShape_IsAllowed(string member) => ShapeTest<HandlerShapeAnalyzer>.RunAsync($"[Workflow] public sealed partial class Order {{ {member} }}");
}
