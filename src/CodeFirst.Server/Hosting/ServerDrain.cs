using Microsoft.Extensions.Hosting;

namespace CodeFirst.Server.Hosting;

/// <summary>Tells long polls that the server is stopping: they answer at once, so that nothing keeps it.</summary>
internal sealed class ServerDrain(IHostApplicationLifetime lifetime)
{
    /// <summary>Cancelled when stopping begins.</summary>
    public CancellationToken Token => lifetime.ApplicationStopping;
}
