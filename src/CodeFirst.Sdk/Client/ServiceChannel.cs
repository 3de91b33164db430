using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;

namespace CodeFirst.Sdk.Client;

/// <summary>Makes the gRPC channel; it connects with the first call.</summary>
internal static class ServiceChannel
{
    public static GrpcChannel Create(CodeFirstClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            // Long polls fill a connection's streams; the calls behind them must not wait for one to end.
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),

            // Proxies pass HTTP/2 on only inside of TLS.
            UseProxy = options.Address.Scheme == Uri.UriSchemeHttps,
        };

        if (options.Tls is { } tls)
        {
            handler.SslOptions = CreateSslOptions(tls);
        }

        return GrpcChannel.ForAddress(options.Address, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            LoggerFactory = options.LoggerFactory,

            // The server bounds what it takes and gives; a page of history may well be larger than gRPC's 4 MB.
            MaxReceiveMessageSize = null,
            MaxSendMessageSize = null,
        });
    }

    private static SslClientAuthenticationOptions CreateSslOptions(CodeFirstTlsOptions tls)
    {
        var ssl = new SslClientAuthenticationOptions();
        if (tls.ServerName is { } name)
        {
            ssl.TargetHost = name;
        }

        if (tls.ClientCertificate is { } certificate)
        {
            ssl.ClientCertificates = [certificate];
        }

        if (tls.RootCertificate is { } root)
        {
            ssl.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { root },
                RevocationMode = X509RevocationMode.NoCheck,
            };
        }

        return ssl;
    }
}
