using CodeFirst.Generators.Tests.Verify;

namespace CodeFirst.Generators.Tests.Emit;

public sealed class WorkflowTests
{
    [Fact]
    public void Class_WithSignalsAndQueries_YieldsDefinitionAndClient() => Snapshot.Match(Generated.From("""
        namespace Shop;

        public sealed record Order(string Id);
        public sealed record Receipt(string Id);

        [Workflow(TaskQueue = "orders")]
        public sealed partial class OrderWorkflow
        {
            [WorkflowQuery] public string? ApprovedBy { get; private set; }

            [WorkflowQuery("items")] public int CountItems(string kind, int atLeast = 1) => atLeast;

            [WorkflowRun] public async Durable<Receipt> RunAsync(Order order)
            {
                await Durable.CompletedTask;
                if (order.Id == "again")
                {
                    throw ContinueAsNew(order);
                }

                return new Receipt(order.Id);
            }

            [WorkflowSignal] public void Approve(string by, Order order) => ApprovedBy = by;

            [WorkflowSignal] public void Cancel() => ApprovedBy = null;

            [WorkflowSignal] public async Durable ShipAsync(string? @event, List<Dictionary<string, int?>> parts) => await Durable.CompletedTask;
        }
        """));

    [Fact]
    public void Class_WithoutResultAndParameters_YieldsPlainHandle() => Snapshot.Match(Generated.From("""
        [Workflow]
        internal sealed partial class Minimal
        {
            [WorkflowRun] public Durable RunAsync() => Durable.CompletedTask;
        }
        """));

    [Fact]
    public void Contract_WithoutClass_YieldsClientAlone() => Snapshot.Match(Generated.From("""
        namespace Shop.Contracts;

        [Workflow("order-v2", TaskQueue = "orders")]
        public interface IOrderWorkflow
        {
            [WorkflowQuery] string? Result { get; }
            [WorkflowRun] Durable<(string Id, int[] Counts)?> RunAsync(string id, int? options = null, string cancellationToken = "");
            [WorkflowSignal] void Approve(string id = "nobody");
        }
        """));

    [Fact]
    public void Class_WithContractOfAnotherAssembly_TakesHandlersFromIt()
    {
        var contracts = Generated.From(
            """
            namespace Contracts;

            [Workflow("order-v2", TaskQueue = "orders")]
            public interface IOrderWorkflow
            {
                [WorkflowQuery] string Status { get; }
                [WorkflowRun] Durable<int> RunAsync(string id);
                [WorkflowSignal] void Approve(string by);
                [WorkflowSignal] void Reject(string why);
                [WorkflowSignal] void Hold() { }
            }
            """,
            "Contracts").ToReference();
        Snapshot.Match(Generated.From(
            """
            namespace Shop;

            [Workflow]
            public sealed partial class OrderWorkflow : Contracts.IOrderWorkflow
            {
                public string Status => "";
                public async Durable<int> RunAsync(string id)
                {
                    await Durable.CompletedTask;
                    return 1;
                }

                [WorkflowSignal("approve-it")] public void Approve(string by) { }
                void Contracts.IOrderWorkflow.Reject(string why) { }
            }
            """,
            "Shop",
            contracts));
    }

    [Fact]
    public void Class_Nested_StandsInPartialContainers() => Snapshot.Match(Generated.From("""
        namespace Shop.@event
        {
            public partial struct Outer
            {
                internal partial record Inner
                {
                    [Workflow]
                    public sealed partial record Deep
                    {
                        [WorkflowRun] public Durable<int> RunAsync(System.Action<int>[] odd) => null!;
                    }
                }
            }
        }
        """));

    [Fact]
    public void Parameters_WithDefaults_KeepTheirValues() => Snapshot.Match(Generated.From("""
        namespace Shop;

        public enum Size { Small = -1, Large = 2 }

        [Workflow]
        public sealed partial class DefaultsWorkflow
        {
            [WorkflowRun] public Durable RunAsync(
                string text = "a\"\\\n", char letter = '\'', bool flag = true, float single = 1.5f, double number = double.NaN, decimal price = 2.50m,
                long big = long.MinValue, ulong huge = ulong.MaxValue, Size size = Size.Small, Size? maybe = Size.Large, string? none = null, DateTime when = default) => Durable.CompletedTask;

            [WorkflowSignal] public void Change(string text, int client) { }
        }
        """));

    [Fact]
    public void Classes_OneDerivedFromTheOther_HaveOwnDefinitions()
    {
        var generated = Generated.From("""
            [Workflow]
            public partial class First
            {
                [WorkflowRun] public virtual Durable RunAsync(int count) => throw ContinueAsNew(count);
                [WorkflowSignal] public virtual void Poke() { }
            }

            [Workflow]
            public sealed partial class Second : First
            {
                [WorkflowRun] public override Durable RunAsync(int count) => throw ContinueAsNew(count);
                [WorkflowSignal("prod")] public override void Poke() { }
            }
            """);
        Assert.Contains("public new sealed class Definition", generated["Second.Definition.g.cs"], StringComparison.Ordinal);
        Assert.Contains("SignalNames { get; } = [\"prod\"];", generated["Second.Definition.g.cs"], StringComparison.Ordinal);
        Assert.Contains("public sealed class Definition", generated["First.Definition.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void Names_WithQuotesAndMarkup_AreEscaped()
    {
        var generated = Generated.From("""
            [Workflow("a \"b\" <c> & \\d\u0007")]
            public sealed partial class Odd
            {
                [WorkflowRun] public Durable RunAsync() => Durable.CompletedTask;
                [WorkflowSignal("x<y>\n")] public void Signal() { }
            }
            """);
        Assert.Contains("""base("a \"b\" <c> & \\d\u0007")""", generated["Odd.Definition.g.cs"], StringComparison.Ordinal);
        Assert.Contains("<c>a \"b\" &lt;c&gt; &amp; \\d </c>", generated["Odd.Client.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void Types_ThatAreObsolete_YieldCodeWithoutWarnings() => Generated.From("""
        [Obsolete] public sealed record Old;

        [Workflow, Obsolete]
        public sealed partial class OldWorkflow
        {
            [WorkflowRun] public Durable<Old> RunAsync(Old old) => null!;
            [WorkflowQuery] public Old? Current => null;
        }
        """);

    [Theory]
    [InlineData("public sealed class W { [WorkflowRun] public Durable RunAsync() => null!; }")]
    [InlineData("public sealed partial class W { public Durable RunAsync() => null!; }")]
    [InlineData("public sealed partial class W { [WorkflowRun] public Durable RunAsync() => null!; [WorkflowRun] public Durable AgainAsync() => null!; }")]
    [InlineData("public sealed partial class W { [WorkflowRun] public Task RunAsync() => null!; }")]
    [InlineData("public sealed partial class W { [WorkflowRun] public static Durable RunAsync() => null!; }")]
    [InlineData("public sealed partial class W { [WorkflowRun] internal Durable RunAsync() => null!; }")]
    [InlineData("public sealed partial class W { [WorkflowRun] public Durable RunAsync<T>(T value) => null!; }")]
    [InlineData("public sealed partial class W { [WorkflowRun] public Durable RunAsync(ref int value) => null!; }")]
    [InlineData("public sealed partial class W { [WorkflowRun] public Durable RunAsync(Span<int> value) => null!; }")]
    [InlineData("public sealed partial class W { [WorkflowRun] public Durable RunAsync(CancellationToken? token) => null!; }")]
    [InlineData("public sealed partial class W { [WorkflowRun] public Durable RunAsync() => null!; [WorkflowSignal] public int Poke() => 1; }")]
    [InlineData("public sealed partial class W { [WorkflowRun] public Durable RunAsync() => null!; [WorkflowQuery] public Task<int> Ask() => null!; }")]
    [InlineData("public sealed partial class W { [WorkflowRun] public Durable RunAsync() => null!; [WorkflowQuery] public int Ask { private get; set; } }")]
    [InlineData("public sealed partial class W { [WorkflowRun] public Durable RunAsync() => null!; [WorkflowSignal] public void Poke() { } [WorkflowSignal] public void Poke(int i) { } }")]
    [InlineData("public sealed partial class W<T> { [WorkflowRun] public Durable RunAsync() => null!; }")]
    [InlineData("public abstract partial class W { [WorkflowRun] public Durable RunAsync() => null!; }")]
    [InlineData("public static partial class W { [WorkflowRun] public static Durable RunAsync() => null!; }")]
    [InlineData("public sealed partial class W(int start) { [WorkflowRun] public Durable RunAsync() => null!; public int Start => start; }")]
    [InlineData("public sealed partial class W { public required int Start { get; init; } [WorkflowRun] public Durable RunAsync() => null!; }")]
    [InlineData("file sealed partial class W { [WorkflowRun] public Durable RunAsync() => null!; }")]
    public async Task Class_WithWrongShape_YieldsErrorAndNoCode(string declaration)
    {
        var generated = Generated.Run("[Workflow] " + declaration);
        Assert.Empty(generated.HintNames);
        Assert.NotEmpty(await generated.FindComplaintsAsync());
    }

    [Fact]
    public void Class_WithWrongShape_LeavesOthersAlone()
    {
        var generated = Generated.Run("""
            [Workflow] public sealed partial class Broken;
            [Workflow] public sealed partial class Whole { [WorkflowRun] public Durable RunAsync() => Durable.CompletedTask; }
            """);
        Assert.Equal(["CodeFirst.Registration.g.cs", "Whole.Client.g.cs", "Whole.Definition.g.cs"], generated.HintNames);
    }
}
