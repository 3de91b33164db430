using CodeFirst.Analyzers.Suppressors;

namespace CodeFirst.Analyzers.Tests.Suppressors;

public sealed class ActivitySuppressorTests : SuppressorTest<ActivitySuppressor>
{
    [Theory]
    [InlineData("CA1822")]
    [InlineData("CA1024")]
    public async Task Complaint_OfActivity_IsSuppressed(string id) =>
        Assert.True(await IsSuppressedAsync(id, "[CodeFirst.Sdk.Activities] class C { [CodeFirst.Sdk.Activity] public int M() => 1; }"));

    [Theory]
    [InlineData("CA1822", "[CodeFirst.Sdk.Activities] class C { int M() => 1; }")]
    [InlineData("CA1822", "class C { int M() => 1; }")]
    [InlineData("CA2007", "[CodeFirst.Sdk.Activities] class C { [CodeFirst.Sdk.Activity] public int M() => 1; }")]
    public async Task Complaint_OfHelperOrOther_Stays(string id, string source) => Assert.False(await IsSuppressedAsync(id, source));
}
