using System.Security.Cryptography.X509Certificates;

namespace CodeFirst.Sdk;

/// <summary>Certificates of a connection.</summary>
public sealed record CodeFirstTlsOptions
{
    /// <summary>Shown to the server (mTLS), with its private key. Default: none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The only root that is trusted. Default: the machine's roots.</summary>
    public X509Certificate2? RootCertificate { get; init; }

    /// <summary>The name the server's certificate must carry. Default: the address's host.</summary>
    public string? ServerName { get; init; }
}
