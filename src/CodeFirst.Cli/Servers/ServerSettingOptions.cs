using System.CommandLine;
using System.Net;
using CodeFirst.Cli.Settings;
using CodeFirst.Cli.Stores;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Cli.Servers;

/// <summary>The settings of <c>codefirst server start</c>: from the command line, else the environment, else the file, else their defaults.</summary>
internal sealed class ServerSettingOptions(Func<string, string?> environment)
{
    private static readonly IPEndPoint DefaultListen = new(IPAddress.Loopback, 7233);
    private static readonly StoreLocation DefaultStore = StoreLocation.SqliteFile("codefirst.db");
    private static readonly TimeSpan DefaultRetention = TimeSpan.FromDays(3);

    private readonly Setting<IPEndPoint> _listen = Setting<IPEndPoint>.Create(
        "listen", "ADDRESS:PORT", $"Address and port to listen on; port 0 takes a free one. [default: {DefaultListen}]", SettingText.TryParseEndPoint, DefaultListen);

    private readonly Setting<StoreLocation> _store = new(StoreOption.Create(DefaultStore), StoreLocation.TryParse, DefaultStore);

    private readonly Setting<string> _namespace = Setting<string>.Create(
        "namespace", "NAME", "The namespace that exists from the start. [default: default]", SettingText.TryParseName, "default");

    private readonly Setting<TimeSpan> _retention = Setting<TimeSpan>.Create(
        "retention", "DURATION", "How long that namespace keeps closed workflows, when the start creates it. [default: 3d]", SettingText.TryParseDuration, DefaultRetention);

    private readonly Setting<IPEndPoint?> _metricsListen = Setting<IPEndPoint?>.Create(
        "metrics-listen", "ADDRESS:PORT", "Address and port for GET /metrics, for Prometheus; without it there is none.", SettingText.TryParseEndPoint, null);

    private readonly Setting<LogLevel> _logLevel = Setting<LogLevel>.Create(
        "log-level", SettingText.SyntaxOf<LogLevel>(), "The least level that is logged, to standard error. [default: information]", SettingText.TryParseChoice, LogLevel.Information);

    private readonly Setting<LogFormat> _logFormat = Setting<LogFormat>.Create(
        "log-format", SettingText.SyntaxOf<LogFormat>(), "How log lines are written. [default: text]", SettingText.TryParseChoice, LogFormat.Text);

    private readonly Option<string> _config = new("--config")
    {
        Description = "A JSON file of these settings, such as { \"listen\": \"127.0.0.1:7233\" }. The environment (CODEFIRST_LISTEN and so on) goes before it.",
        HelpName = "FILE",
    };

    public IEnumerable<Option> All =>
        [_listen.Option, _store.Option, _namespace.Option, _retention.Option, _metricsListen.Option, _logLevel.Option, _logFormat.Option, _config];

    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public ServerSettings Read(ParseResult result)
    {
        var sources = new SettingSources(environment, ReadFile(result));
        return new ServerSettings(
            _listen.Resolve(result, sources),
            _store.Resolve(result, sources),
            _namespace.Resolve(result, sources),
            _retention.Resolve(result, sources),
            _metricsListen.Resolve(result, sources),
            _logLevel.Resolve(result, sources),
            _logFormat.Resolve(result, sources));
    }

    private SettingsFile? ReadFile(ParseResult result)
    {
        var path = result.GetValue(_config) ?? environment(SettingSources.VariableOf("config"));
        string[] names = [_listen.Name, _store.Name, _namespace.Name, _retention.Name, _metricsListen.Name, _logLevel.Name, _logFormat.Name];
        return string.IsNullOrEmpty(path) ? null : SettingsFile.Read(path, names);
    }
}
