using CodeFirst.Storage.Cluster;
using CodeFirst.Storage.Postgres.Connections;

namespace CodeFirst.Storage.Postgres.Cluster;

internal static class NodeRows
{
    public static async Task<ClusterView> HeartbeatAsync(PostgresDatabase database, string nodeId, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var statement = new Statement(ClusterSql.Heartbeat).Bind(nodeId).Bind(lifetime);
        var view = await database.WriteRepeatablyAsync(statement, static row => new ClusterView((int)row.GetInt64(0), (int)row.GetInt64(1)), cancellationToken);
        return view.Single();
    }

    public static Task LeaveAsync(PostgresDatabase database, string nodeId, CancellationToken cancellationToken) =>
        database.WriteRepeatablyAsync(new Statement(ClusterSql.Leave).Bind(nodeId), static _ => true, cancellationToken);
}
