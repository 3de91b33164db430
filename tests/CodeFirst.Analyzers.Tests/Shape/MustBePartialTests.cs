using CodeFirst.Analyzers.Fixes.Shape;
using CodeFirst.Analyzers.Shape;

namespace CodeFirst.Analyzers.Tests.Shape;

public sealed class MustBePartialTests
{
    [Fact]
    public Task Workflow_NotPartial_IsReportedAndFixed() => ShapeTest<MustBePartialAnalyzer>.FixAsync<MustBePartialFixer>(
        "[Workflow] public sealed class {|CF1001:Order|} { }",
        "[Workflow] public sealed partial class Order { }");

    [Fact]
    public Task Workflow_NotPartialWithoutModifiers_KeepsItsComment() => ShapeTest<MustBePartialAnalyzer>.FixAsync<MustBePartialFixer>(
        """
        // Ships orders.
        [Workflow]
        class {|CF1001:Order|}
        {
        }
        """,
        """
        // Ships orders.
        [Workflow]
        partial class Order
        {
        }
        """);

    [Fact]
    public Task Containers_NotPartial_AreReportedAndFixed() => ShapeTest<MustBePartialAnalyzer>.FixAsync<MustBePartialFixer>(
        "public struct {|CF1001:Outer|} { public partial class Middle { [Activities] public class Inner { [Activity] public void Do() { } } } }",
        "public partial struct Outer { public partial class Middle { [Activities] public class Inner { [Activity] public void Do() { } } } }");

    [Fact]
    public Task Workflow_NotPartial_SaysWhy() => ShapeTest<MustBePartialAnalyzer>.RunAsync(
        "[Workflow] public sealed class {|#0:Order|} { }",
        "'Order' must be partial, because code is generated into it; add 'partial'");

    [Theory]
    [InlineData("[Workflow] public sealed partial class Order { }")]
    [InlineData("[Workflow] public interface IOrder { }")]
    [InlineData("[Activities] public sealed class Payments { }")]
    [InlineData("public sealed class Plain { }")]
    public Task Type_WithoutNeed_IsAllowed(string source) => ShapeTest<MustBePartialAnalyzer>.RunAsync(source);
}
