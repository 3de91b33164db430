using CodeFirst.Storage.Cluster;
using CodeFirst.Storage.Postgres.Connections;
using Npgsql;
using NpgsqlTypes;

namespace CodeFirst.Storage.Postgres.Cluster;

/// <summary>Hints between processes by LISTEN and NOTIFY, in transactions of their own: inside a commit, NOTIFY would make commits wait for each other.</summary>
internal sealed class HintChannel(PostgresDatabase database)
{
    private const int KeepAliveSeconds = 15;

    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MinPause = TimeSpan.FromMilliseconds(50);

    private readonly string _sender = Guid.NewGuid().ToString("N");

    public async Task NotifyAsync(IReadOnlyList<StoreHint> hints, CancellationToken cancellationToken)
    {
        var payloads = HintPayload.Write(_sender, hints);
        if (payloads.Count > 0)
        {
            await database.WriteRepeatablyAsync(new Statement(ClusterSql.Notify).Bind(payloads, NpgsqlDbType.Text), static _ => true, cancellationToken);
        }
    }

    /// <summary>Listens on a connection of its own, and on a new one when it is lost, until it is cancelled.</summary>
    public async Task ListenAsync(string nodeId, Action<StoreHint> onHint, CancellationToken cancellationToken)
    {
        var pause = MinPause;
        while (true)
        {
            try
            {
                await ListenOnceAsync(nodeId, onHint, () => pause = MinPause, cancellationToken);
            }
            catch (NpgsqlException)
            {
                // Npgsql does not always say that it was cancelled while it connects.
                cancellationToken.ThrowIfCancellationRequested();
                await Task.Delay(pause, cancellationToken);
                pause = pause < MaxPause ? pause * 2 : MaxPause;
            }
        }
    }

    private async Task ListenOnceAsync(string nodeId, Action<StoreHint> onHint, Action onConnected, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.Settings.ConnectionString) { Pooling = false, KeepAlive = KeepAliveSeconds };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        connection.Notification += (_, notification) =>
        {
            foreach (var hint in HintPayload.Read(_sender, notification.Payload))
            {
                onHint(hint);
            }
        };
        await connection.OpenAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand(ClusterSql.Listen, connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var tie = new Statement(ClusterSql.TieToConnection).Bind(nodeId).ToCommand())
        {
            tie.Connection = connection;
            await tie.ExecuteNonQueryAsync(cancellationToken);
        }

        onConnected();
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }
}
