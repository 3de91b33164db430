using CodeFirst.Storage.Postgres.Connections;
using CodeFirst.Storage.Runs;

namespace CodeFirst.Storage.Postgres.Runs;

internal static class RunRemover
{
    public static async Task RemoveAsync(PostgresDatabase database, RunKey key, CancellationToken cancellationToken)
    {
        if (!Uuid.TryParse(key.RunId, out var runId) || !Uuid.TryParse(key.NamespaceId, out var namespaceId))
        {
            return;
        }

        var statement = new Statement(RunsSql.Delete).Bind((short)key.Slot).Bind(runId).Bind(namespaceId).Bind(key.WorkflowId);
        var gone = await database.WriteRepeatablyAsync(statement, static row => row.GetInt64(0), cancellationToken);
        database.CountWrite(gone.Single());
    }
}
