using System.Net;
using CodeFirst.Storage;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Server;

/// <summary>How a server listens, where it keeps its data, and its limits.</summary>
public sealed record CodeFirstServerOptions
{
    /// <summary>Where the server keeps everything. The server brings the schema up to date, and disposes the store when it stops.</summary>
    public required IStore Store { get; init; }

    /// <summary>Where <see cref="CodeFirstServer"/> listens; port 0 takes any free one. A host that maps the server itself listens as it likes.</summary>
    /// <value>127.0.0.1:7233 by default.</value>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 7233);

    /// <summary>The namespace that is registered at start when it does not exist.</summary>
    /// <value><c>default</c> by default.</value>
    public string DefaultNamespace { get; init; } = "default";

    /// <summary>How long closed runs of the default namespace are kept.</summary>
    /// <value>Three days by default.</value>
    public TimeSpan DefaultRetention { get; init; } = TimeSpan.FromDays(3);

    /// <summary>The clock of workflows: timers and timeouts go by it.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where <see cref="CodeFirstServer"/> logs. A host that maps the server itself has its own.</summary>
    /// <value>Nowhere by default.</value>
    public Action<ILoggingBuilder>? ConfigureLogging { get; init; }

    /// <summary>The largest request, in bytes. Responses are not limited.</summary>
    /// <value>4 MB by default, as clients of the API expect.</value>
    public int MaxReceiveMessageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The largest input, result, memo or other payload field, in bytes.</summary>
    /// <value>2 MB by default.</value>
    public int MaxBlobBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>The longest id, type or task queue name, in bytes of UTF-8.</summary>
    /// <value>1000 by default.</value>
    public int MaxIdBytes { get; init; } = 1000;

    /// <summary>How many workflows are kept in memory for speed. Those beyond are loaded from the store when something happens to them.</summary>
    /// <value>10,000 by default.</value>
    public int MaxCachedWorkflows { get; init; } = 10_000;

    /// <summary>How many commits may wait for the store before new workflows and signals are refused with RESOURCE_EXHAUSTED.</summary>
    /// <value>20,000 by default.</value>
    public int MaxWaitingCommits { get; init; } = 20_000;

    /// <summary>
    /// How many calls may wait at a time, for a task, for history to come, for an update or for the answer to a query, before more are refused with
    /// RESOURCE_EXHAUSTED. One costs some ten kilobytes.
    /// </summary>
    /// <value>20,000 by default.</value>
    public int MaxLongPolls { get; init; } = 20_000;

    /// <summary>
    /// How many reads of histories, lists and counts may be under way at a time; a hundred times as many wait for their turn before more are refused with
    /// RESOURCE_EXHAUSTED. Fewer than the store has connections leave some for commits.
    /// </summary>
    /// <value>12 by default; PostgreSQL has 20 connections unless the connection string says otherwise.</value>
    public int MaxConcurrentReads { get; init; } = 12;

    /// <summary>How long after the start of a run another run of its workflow id is refused with RESOURCE_EXHAUSTED; zero never.</summary>
    /// <value>Zero by default.</value>
    public TimeSpan MinWorkflowIdReuseInterval { get; init; }

    /// <summary>How long a poll for tasks waits before its empty answer.</summary>
    /// <value>60 seconds by default.</value>
    public TimeSpan PollTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a read of history waits for a new event before its empty answer.</summary>
    /// <value>20 seconds by default.</value>
    public TimeSpan HistoryPollTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an update waits for its worker before it is answered with the stage it has reached.</summary>
    /// <value>20 seconds by default.</value>
    public TimeSpan UpdatePollTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a query waits for a worker's answer; the deadline of the call may be shorter.</summary>
    /// <value>60 seconds by default.</value>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
