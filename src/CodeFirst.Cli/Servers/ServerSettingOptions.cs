using System.CommandLine;
using System.Net;
using CodeFirst.Cli.Settings;
using CodeFirst.Cli.Stores;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Cli.Servers;

/// <summary>The settings of <c>codefirst server start</c>: from the command line, else the environment, else the file, else their defaults.</summary>
internal sealed class ServerSettingOptions(Func<string, string?> environment)
{
    private const int DefaultMaxLongPolls = 20_000;
    private const int DefaultMaxConcurrentReads = 12;

    private static readonly IPEndPoint DefaultListen = new(IPAddress.Loopback, 7233);
    private static readonly StoreLocation DefaultStore = StoreLocation.SqliteFile("codefirst.db");
    private static readonly TimeSpan DefaultRetention = TimeSpan.FromDays(3);

    private readonly Setting<IPEndPoint> _listen = Setting<IPEndPoint>.Create(
        "listen", "ADDRESS:PORT", $"Address and port to listen on; port 0 takes a free one. [default: {DefaultListen}]", SettingText.TryParseEndPoint, DefaultListen);

    private readonly Setting<StoreLocation> _store = Setting<StoreLocation>.Create(
        "store", StoreLocation.Syntax, $"{StoreLocation.Description} [default: {DefaultStore}]", StoreLocation.TryParse, DefaultStore);

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

    private readonly Setting<int> _maxLongPolls = Setting<int>.Create(
        "max-long-polls", "NUMBER", $"How many calls may wait for something at a time before more are refused. [default: {DefaultMaxLongPolls}]", SettingText.TryParseCount, DefaultMaxLongPolls);

    private readonly Setting<int> _maxConcurrentReads = Setting<int>.Create(
        "max-concurrent-reads",
        "NUMBER",
        $"How many histories, lists and counts may be read at a time; others wait for their turn. [default: {DefaultMaxConcurrentReads}]",
        SettingText.TryParseCount,
        DefaultMaxConcurrentReads);

    private readonly Option<string> _config = SettingsFile.CreateOption();

    /// <summary>The names of all settings, which are the keys of the file.</summary>
    public IReadOnlyCollection<string> Names =>
    [
        _listen.Name, _store.Name, _namespace.Name, _retention.Name, _metricsListen.Name, _logLevel.Name, _logFormat.Name, _maxLongPolls.Name,
        _maxConcurrentReads.Name,
    ];

    public IEnumerable<Option> All =>
    [
        _listen.Option, _store.Option, _namespace.Option, _retention.Option, _metricsListen.Option, _logLevel.Option, _logFormat.Option, _maxLongPolls.Option,
        _maxConcurrentReads.Option, _config,
    ];

    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public ServerSettings Read(ParseResult result)
    {
        var sources = SettingSources.Open(environment, result.GetValue(_config), Names);
        return new ServerSettings(
            _listen.Resolve(result, sources),
            _store.Resolve(result, sources),
            _namespace.Resolve(result, sources),
            _retention.Resolve(result, sources),
            _metricsListen.Resolve(result, sources),
            _logLevel.Resolve(result, sources),
            _logFormat.Resolve(result, sources),
            _maxLongPolls.Resolve(result, sources),
            _maxConcurrentReads.Resolve(result, sources));
    }
}
