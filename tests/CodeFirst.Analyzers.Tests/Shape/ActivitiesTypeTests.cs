using CodeFirst.Analyzers.Shape;

namespace CodeFirst.Analyzers.Tests.Shape;

public sealed class ActivitiesTypeTests
{
    [Theory]
    [InlineData("[Activities] public sealed class {|CF1009:Payments|} { }")]
    [InlineData("[Activities] public sealed class {|CF1009:Payments|}<T> { [Activity] public void Do() { } }")]
    [InlineData("[Activities] public abstract class {|CF1009:Payments|} { [Activity] public void Do() { } }")]
    [InlineData("[Activities] public sealed class {|CF1009:Payments|} { private Payments() { } [Activity] public void Do() { } }")]
    [InlineData("[Activities] public sealed class {|CF1009:Payments|} { public Payments(in int value) { } [Activity] public void Do() { } }")]
    [InlineData("[Activities] file sealed class {|CF1009:Payments|} { [Activity] public void Do() { } }")]
    [InlineData("public partial class Outer { [Activities] private sealed class {|CF1009:Payments|} { [Activity] public void Do() { } } }")]
    public Task Activities_ThatCannotBeCreated_AreReported(string source) => ShapeTest<ActivitiesTypeAnalyzer>.RunAsync(source);

    [Fact]
    public Task Activities_WithoutAny_SayWhatToDo() => ShapeTest<ActivitiesTypeAnalyzer>.RunAsync(
        "[Activities] public interface {|#0:IPayments|} { void Do(); }",
        "Activities 'IPayments' has no [Activity] method; mark its activities");

    [Theory]
    [InlineData("[Activities] public sealed class Payments(IServiceProvider services) { [Activity] public object Do() => services; }")]
    [InlineData("[Activities] public static class Payments { [Activity] public static void Do() { } }")]
    [InlineData("[Activities] public interface IPayments { [Activity] void Do(); } [Activities] internal sealed class Payments : IPayments { public void Do() { } }")]
    public Task Activities_ThatCanBeCreated_AreAllowed(string source) => ShapeTest<ActivitiesTypeAnalyzer>.RunAsync(source);
}
