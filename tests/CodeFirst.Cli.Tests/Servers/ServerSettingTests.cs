using System.CommandLine;
using CodeFirst.Cli.Servers;
using CodeFirst.Server;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Cli.Tests.Servers;

public sealed class ServerSettingTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Read_NothingSet_HasTheDefaults()
    {
        var settings = Read();

        Assert.Equal(("127.0.0.1:7233", "sqlite:codefirst.db", "default"), ($"{settings.Listen}", $"{settings.Store}", settings.Namespace));
        Assert.Equal(TimeSpan.FromDays(3), settings.Retention);
        Assert.Equal((null, LogLevel.Information, LogFormat.Text), (settings.MetricsListen, settings.LogLevel, settings.LogFormat));
        var defaults = new CodeFirstServerOptions { Store = null! };
        Assert.Equal((defaults.MaxLongPolls, defaults.MaxConcurrentReads), (settings.MaxLongPolls, settings.MaxConcurrentReads));
    }

    [Fact]
    public void Read_SetSeveralTimes_PrefersFlagThenEnvironmentThenFile()
    {
        File.WriteAllText(_file, """{"namespace": "file", "retention": "90m", "log-level": "debug", "metrics-listen": "127.0.0.1:1", "max-long-polls": "7"}""");
        _environment["CODEFIRST_NAMESPACE"] = "environment";
        _environment["CODEFIRST_RETENTION"] = "72h";
        _environment["CODEFIRST_LOG_FORMAT"] = "JSON";
        _environment["CODEFIRST_METRICS_LISTEN"] = string.Empty;

        var settings = Read("--config", _file, "--namespace", "flag");

        Assert.Equal("flag", settings.Namespace);
        Assert.Equal((TimeSpan.FromHours(72), LogFormat.Json), (settings.Retention, settings.LogFormat));
        Assert.Equal((LogLevel.Debug, "127.0.0.1:1", 7), (settings.LogLevel, $"{settings.MetricsListen}", settings.MaxLongPolls));
    }

    [Fact]
    public void Read_FileNamedByTheEnvironment_IsRead()
    {
        File.WriteAllText(_file, """{"store": "memory"}""");
        _environment["CODEFIRST_CONFIG"] = _file;

        Assert.Equal("memory", $"{Read().Store}");
    }

    [Theory]
    [InlineData("""{"colour": "blue"}""", "key 'colour'")]
    [InlineData("""{"listen": 7233}""", "key 'listen'")]
    [InlineData("""{"listen": "nowhere"}""", "key 'listen'")]
    [InlineData("""{"listen": "127.0.0.1:1", "listen": "127.0.0.1:2"}""", "listen")]
    [InlineData("[]", "object")]
    [InlineData("{", "JSON")]
    public async Task Start_BadFile_NamesFileAndKeyAndStartsNothing(string text, string expected)
    {
        File.WriteAllText(_file, text);

        var (exitCode, error) = await StartAsync("--config", _file);

        Assert.Equal(2, exitCode);
        Assert.Contains(_file, error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CODEFIRST_LISTEN", "nowhere")]
    [InlineData("CODEFIRST_STORE", "postgres:Host=127.0.0.1;Password=secret;Colour=blue")]
    [InlineData("CODEFIRST_NAMESPACE", " ")]
    [InlineData("CODEFIRST_METRICS_LISTEN", "9090")]
    [InlineData("CODEFIRST_LOG_LEVEL", "loud")]
    [InlineData("CODEFIRST_LOG_FORMAT", "xml")]
    [InlineData("CODEFIRST_RETENTION", "-1d")]
    [InlineData("CODEFIRST_MAX_LONG_POLLS", "many")]
    [InlineData("CODEFIRST_MAX_CONCURRENT_READS", "0")]
    [InlineData("CODEFIRST_CONFIG", "/nonexistent/codefirst.json")]
    public async Task Start_BadEnvironment_NamesTheVariableWithoutThePassword(string variable, string text)
    {
        _environment[variable] = text;

        var (exitCode, error) = await StartAsync();

        Assert.Equal(2, exitCode);
        Assert.Contains(variable == "CODEFIRST_CONFIG" ? text : variable, error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    private ServerSettings Read(params string[] arguments)
    {
        var options = new ServerSettingOptions(_environment.GetValueOrDefault);
        var command = new Command("start");
        foreach (var option in options.All)
        {
            command.Add(option);
        }

        return options.Read(command.Parse(arguments));
    }

    private async Task<(int ExitCode, string Error)> StartAsync(params string[] options)
    {
        var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(["server", "start", .. options], new StringWriter(), error, _environment.GetValueOrDefault);
        return (exitCode, Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }
}
