using System.Net;
using CodeFirst.Cli.Stores;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Cli.Servers;

/// <summary>How <c>codefirst server start</c> runs its server.</summary>
/// <param name="Listen">Where it listens.</param>
/// <param name="Store">Where it keeps its data.</param>
/// <param name="Namespace">The namespace that exists from the start.</param>
/// <param name="Retention">How long that namespace keeps closed workflows.</param>
/// <param name="MetricsListen">Where metrics are; null for nowhere.</param>
/// <param name="LogLevel">The least level that is logged.</param>
/// <param name="LogFormat">How log lines are written.</param>
/// <param name="MaxLongPolls">How many calls may wait for something at a time.</param>
/// <param name="MaxConcurrentReads">How many histories, lists and counts may be read at a time.</param>
internal sealed record ServerSettings(
    IPEndPoint Listen,
    StoreLocation Store,
    string Namespace,
    TimeSpan Retention,
    IPEndPoint? MetricsListen,
    LogLevel LogLevel,
    LogFormat LogFormat,
    int MaxLongPolls,
    int MaxConcurrentReads);
