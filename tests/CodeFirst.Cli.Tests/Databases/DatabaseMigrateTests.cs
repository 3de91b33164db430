using System.Text.Json;
using CodeFirst.TestDatabase;

namespace CodeFirst.Cli.Tests.Databases;

public class DatabaseMigrateTests
{
    [Fact]
    public async Task Migrate_EmptyAndAgain_PrintsWhatItApplied()
    {
        await using var schema = await TestSchema.CreateAsync();

        var first = await RunAsync($"postgres:{schema.ConnectionString}", "--output", "json");
        var second = await RunAsync($"postgres:{schema.ConnectionString}", "--output", "json");

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal("initial", JsonDocument.Parse(first.Output).RootElement.GetProperty("applied")[0].GetProperty("name").GetString());
        Assert.Equal(0, JsonDocument.Parse(second.Output).RootElement.GetProperty("applied").GetArrayLength());
    }

    [Fact]
    public async Task Migrate_StoreOfTheEnvironmentOrTheFile_IsMigrated()
    {
        await using var schema = await TestSchema.CreateAsync();
        var store = $"postgres:{schema.ConnectionString}";
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new Dictionary<string, string> { ["store"] = store, ["listen"] = "127.0.0.1:0" }));

            var first = await RunAsync(["--config", file], []);
            var second = await RunAsync([], new() { ["CODEFIRST_STORE"] = store });

            Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
            Assert.Contains("(initial)", first.Output, StringComparison.Ordinal);
            Assert.Contains("up to date", second.Output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Migrate_NoStoreNamed_SaysHowToNameOne()
    {
        var (exitCode, output, error) = await RunAsync([], []);

        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.Contains("CODEFIRST_STORE", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql://user:secret@127.0.0.1:1/orders", "127.0.0.1:1/orders", "Start PostgreSQL")]
    [InlineData("postgres:Host=127.0.0.1;Port=1;Username=user;Password=secret;Database=orders", "127.0.0.1:1/orders", "Start PostgreSQL")]
    public async Task Migrate_NobodyListens_NamesCauseAndNextStepWithoutThePassword(string store, params string[] expected)
    {
        var (exitCode, output, error) = await RunAsync(store);

        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.All(expected, text => Assert.Contains(text, error, StringComparison.Ordinal));
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_UnknownSchema_SaysWhatToCreate()
    {
        await using var schema = await TestSchema.CreateAsync();

        var (exitCode, _, error) = await RunAsync($"postgres:{schema.ConnectionString};Search Path=missing");

        Assert.Equal(1, exitCode);
        Assert.Contains("Search Path", error, StringComparison.Ordinal);
    }

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(string store, params string[] options) => RunAsync(["--store", store, .. options], []);

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string[] options, Dictionary<string, string> environment)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(["database", "migrate", .. options], output, error, environment.GetValueOrDefault);
        return (exitCode, output.ToString(), error.ToString());
    }
}
