using CodeFirst.Analyzers.Suppressors;

namespace CodeFirst.Analyzers.Tests.Suppressors;

public sealed class WorkflowTypeSuppressorTests : SuppressorTest<WorkflowTypeSuppressor>
{
    [Theory]
    [InlineData("CA1822")]
    [InlineData("CA1024")]
    [InlineData("CA2007")]
    public async Task Complaint_InsideWorkflow_IsSuppressed(string id) => Assert.True(await IsSuppressedAsync(id, "[CodeFirst.Sdk.Workflow] class C { void M() { } }"));

    [Theory]
    [InlineData("CA1822", "class C { void M() { } }")]
    [InlineData("CA1822", "[CodeFirst.Sdk.Workflow] class Outer { class C { void M() { } } }")]
    [InlineData("CA1000", "[CodeFirst.Sdk.Workflow] class C { void M() { } }")]
    public async Task Complaint_ElsewhereOrOther_Stays(string id, string source) => Assert.False(await IsSuppressedAsync(id, source));
}
