using CodeFirst.Analyzers.Shape;

namespace CodeFirst.Analyzers.Tests.Shape;

public sealed class MarkedTypeTests
{
    [Theory]
    [InlineData("public sealed class {|CF1010:Order|} { [WorkflowRun] public Durable RunAsync() => null!; }")]
    [InlineData("public class {|CF1010:Order|} { [WorkflowQuery] public int Count => 1; }")]
    [InlineData("public static class {|CF1010:Payments|} { [Activity] public static void Do() { } }")]
    [InlineData("public struct {|CF1010:Payments|} { [Activity] public void Do() { } }")]
    public Task Class_NotMarked_IsReported(string source) => ShapeTest<MarkedTypeAnalyzer>.RunAsync(source);

    [Fact]
    public Task Class_NotMarked_SaysWhatToDo() => ShapeTest<MarkedTypeAnalyzer>.RunAsync(
        "public sealed class {|#0:Payments|} { [Activity] public void Do() { } }",
        "'Payments' has a [Activity] member and is not marked [Activities], so that nothing is generated for it; mark a class with [Activities], or make a base class abstract");

    [Theory]
    [InlineData("[Activities] public sealed class Payments { [Activity] public void Do() { } }")]
    [InlineData("public abstract class Base { [WorkflowSignal] public void Poke() { } }")]
    [InlineData("public interface IPokable { [WorkflowSignal] void Poke(); }")]
    public Task Type_MarkedOrBase_IsAllowed(string source) => ShapeTest<MarkedTypeAnalyzer>.RunAsync(source);
}
