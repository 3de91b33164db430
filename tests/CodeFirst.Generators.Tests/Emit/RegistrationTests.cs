using CodeFirst.Generators.Tests.Verify;

namespace CodeFirst.Generators.Tests.Emit;

public sealed class RegistrationTests
{
    private const string Source = """
        [Workflow] internal sealed partial class Second { [WorkflowRun] public Durable RunAsync() => Durable.CompletedTask; }
        [Workflow] internal sealed partial class First { [WorkflowRun] public Durable RunAsync() => Durable.CompletedTask; }
        [Activities] internal sealed class Things { [Activity] public void Do() { } }
        """;

    [Fact]
    public void Assembly_WithOddName_IsOneCallInOrdinalOrder() =>
        Snapshot.Match(Generated.From(Source, "2-nd.Shop_é"));

    [Fact]
    public async Task Assembly_WithGeneratedCode_ViolatesNoShapeRule() => Assert.Empty(await Generated.From(Source).FindComplaintsAsync());

    [Fact]
    public void Assembly_WithoutCodeFirst_HasNone() => Assert.Empty(Generated.From("public sealed class Plain;").HintNames);

    [Fact]
    public void Call_OnAnyRegistry_GivesThatRegistryBack() => Generated.From(Source + """
        public static class Program
        {
            public static T Register<T>(T registry) where T : IWorkerRegistry => registry.AddCodeFirst().AddThings(new Things());
        }
        """);
}
