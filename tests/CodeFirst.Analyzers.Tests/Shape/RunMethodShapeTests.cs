using CodeFirst.Analyzers.Shape;

namespace CodeFirst.Analyzers.Tests.Shape;

public sealed class RunMethodShapeTests
{
    [Theory]
    [InlineData("public Task {|CF1004:RunAsync|}() => null!;")]
    [InlineData("public async Task<int> {|CF1004:RunAsync|}() { await Task.Yield(); return 1; }")]
    [InlineData("public void {|CF1004:Run|}() { }")]
    [InlineData("public static Durable {|CF1004:RunAsync|}() => null!;")]
    [InlineData("private Durable {|CF1004:RunAsync|}() => null!;")]
    [InlineData("public Durable {|CF1004:RunAsync|}<T>(T value) => null!;")]
    [InlineData("public Durable {|CF1004:RunAsync|}(out int value) => throw new InvalidOperationException();")]
    [InlineData("public Durable {|CF1004:RunAsync|}(ReadOnlySpan<char> value) => null!;")]
    [InlineData("public Durable {|CF1004:RunAsync|}(CancellationToken token = default) => null!;")]
    [InlineData("public Durable<Task> {|CF1004:RunAsync|}() => null!;")]
    public Task RunMethod_WithWrongShape_IsReported(string method) =>
        ShapeTest<RunMethodShapeAnalyzer>.RunAsync($"[Workflow] public sealed partial class Order {{ [WorkflowRun] {method} }}");

    [Fact]
    public Task RunMethod_ReturningTask_SaysWhatToReturn() => ShapeTest<RunMethodShapeAnalyzer>.RunAsync(
        "[Workflow] public sealed partial class Order { [WorkflowRun] public Task<int> {|#0:RunAsync|}() => null!; }",
        "Run method 'RunAsync' must return Durable or Durable<T>, not 'Task<int>'");

    [Theory]
    [InlineData("public Durable RunAsync() => null!;")]
    [InlineData("public async Durable<string?> RunAsync(int count, string? name = null) { await Durable.CompletedTask; return name; }")]
    public Task RunMethod_WithRightShape_IsAllowed(string method) =>
        ShapeTest<RunMethodShapeAnalyzer>.RunAsync($"[Workflow] public sealed partial class Order {{ [WorkflowRun] {method} }}");
}
