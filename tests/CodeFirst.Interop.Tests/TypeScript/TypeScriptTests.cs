namespace CodeFirst.Interop.Tests.TypeScript;

/// <summary>The official TypeScript client and worker against our server: each test is one scenario of the scripts.</summary>
public sealed class TypeScriptTests(TypeScriptRun run, ITestOutputHelper output) : IClassFixture<TypeScriptRun>
{
    public static TheoryData<string> Scenarios => [.. Scripts.Scenarios];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Scenario_OfTheOfficialTypeScriptPackages_Holds(string scenario)
    {
        var line = await run.GetAsync(scenario);

        output.WriteLine($"{line.Milliseconds} ms");
        Assert.True(line.Passed, line.Error);
    }
}
