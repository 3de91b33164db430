using System.Collections.ObjectModel;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Sdk.Converters;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Sdk;

/// <summary>Where the server is and how a client talks to it.</summary>
public sealed record CodeFirstClientOptions
{
    /// <summary>The server's address; https for TLS. Default: http://127.0.0.1:7233.</summary>
    public Uri Address { get; init; } = new("http://127.0.0.1:7233");

    /// <summary>The namespace of all calls. Default: "default".</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Who calls, as histories and task queues show it. Default: process id and machine name.</summary>
    public string Identity { get; init; } = $"{Environment.ProcessId}@{Environment.MachineName}";

    /// <summary>Encodes values and failures. Default: JSON.</summary>
    public DataConverter DataConverter { get; init; } = DataConverter.Default;

    /// <summary>Default: no logs, or the container's where one creates the client.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>Sent with each call. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Sent with each call as a bearer token. Default: none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Certificates of an https address. Default: the machine's trust, no client certificate.</summary>
    public CodeFirstTlsOptions? Tls { get; init; }

    /// <summary>
    /// Takes the place of a connection to <see cref="Address"/>: a server in this process, for instance, is called without a network by what
    /// <c>CodeFirstServer.CreateCallInvoker()</c> returns. Default: none.
    /// </summary>
    public CallInvoker? CallInvoker { get; init; }

    /// <summary>How long one call may take; long polls have a limit of their own. Default: 30 s.</summary>
    public TimeSpan RpcTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How calls are retried that failed for a passing reason.</summary>
    public RpcRetryOptions Retry { get; init; } = new();

    /// <summary>In which states of a run queries are refused. Default: in none.</summary>
    public QueryRejectCondition QueryRejectCondition { get; init; } = QueryRejectCondition.None;

    /// <summary>The clock of deadlines and retries. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Address and namespace; never the key.</summary>
    public override string ToString() => $"{Address} ({Namespace})";

    internal void Validate()
    {
        if (!Address.IsAbsoluteUri || (Address.Scheme != Uri.UriSchemeHttp && Address.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException($"The client's {nameof(Address)} '{Address}' is not an http or https address; write it like http://127.0.0.1:7233.");
        }

        if (Tls is not null && Address.Scheme != Uri.UriSchemeHttps)
        {
            throw new ArgumentException($"The client has {nameof(Tls)} options, but its {nameof(Address)} '{Address}' is not https.");
        }

        if (string.IsNullOrEmpty(Namespace))
        {
            throw new ArgumentException($"The client's {nameof(Namespace)} is empty; leave it out for \"default\".");
        }

        if (RpcTimeout <= TimeSpan.Zero)
        {
            throw new ArgumentException($"The client's {nameof(RpcTimeout)} is {RpcTimeout}; it has to be positive.");
        }

        Retry.Validate();
    }
}
