namespace CodeFirst.Cli.Tests;

public class CommandLineTests
{
    [Theory]
    [InlineData("server", "start", "--listen", "nowhere")]
    [InlineData("server", "start", "--listen", "127.0.0.1")]
    [InlineData("server", "start", "--listen", "127.0.0.1:99999")]
    [InlineData("server", "start", "--store", "postgres")]
    [InlineData("server", "start", "--store", "sqlite:")]
    [InlineData("server", "start", "--store", "postgres:")]
    [InlineData("server", "start", "--store", "postgres:Host=127.0.0.1;Password=secret;Colour=blue")]
    [InlineData("server", "start", "--store", "postgresql://user:secret@:port/")]
    [InlineData("database", "migrate", "--store", "postgres:Password=secret")]
    [InlineData("server", "start", "--namespace", "")]
    [InlineData("server", "start", "--retention", "3")]
    [InlineData("server", "start", "--retention", "99999d")]
    [InlineData("server", "start", "--metrics-listen", "9090")]
    [InlineData("server", "start", "--log-level", "loud")]
    [InlineData("server", "start", "--log-level", "1")]
    [InlineData("server", "start", "--log-format", "xml")]
    [InlineData("server", "start", "--output", "xml")]
    [InlineData("server", "start", "--colour", "blue")]
    [InlineData("server", "restart")]
    public async Task RunAsync_BadOption_AnswersOneLineAndExitCodeTwo(params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();

        var exitCode = await CommandLine.RunAsync(arguments, output, error);

        Assert.Equal(2, exitCode);
        Assert.Empty(output.ToString());
        var line = Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("codefirst: ", line, StringComparison.Ordinal);
        Assert.Contains("--help", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Help_NamesTheOptionsAndTheirDefaults()
    {
        var output = new StringWriter();

        var exitCode = await CommandLine.RunAsync(["server", "start", "--help"], output, new StringWriter());

        Assert.Equal(0, exitCode);
        foreach (var text in (string[])["codefirst server start", "--listen", "127.0.0.1:7233", "--store", "sqlite:codefirst.db", "--namespace", "--retention", "--metrics-listen", "--log-level", "--log-format", "--config", "--output"])
        {
            Assert.Contains(text, output.ToString(), StringComparison.Ordinal);
        }
    }
}
