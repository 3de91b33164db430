using System.Text.Json;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Namespaces;
using CodeFirst.Storage.Postgres.Connections;
using Npgsql;

namespace CodeFirst.Storage.Postgres.Namespaces;

internal static class NamespaceRows
{
    public static Task<bool> CreateAsync(PostgresDatabase database, NamespaceRecord record, CancellationToken cancellationToken)
    {
        var statement = new Statement(NamespacesSql.Create)
            .Bind(Uuid.Parse(record.Id)).Bind(record.Name).Bind(record.Description).Bind(record.OwnerEmail)
            .Bind(JsonSerializer.Serialize(record.Data, NamespaceJson.Default.Data)).Bind(record.Retention.Ticks).Bind(record.CreatedTime)
            .Bind((short)record.State).Bind(JsonSerializer.Serialize(record.SearchAttributes, NamespaceJson.Default.SearchAttributes));
        return WriteAsync(database, statement, cancellationToken);
    }

    public static async Task<bool> UpdateAsync(PostgresDatabase database, NamespaceRecord record, long expectedVersion, CancellationToken cancellationToken)
    {
        if (!Uuid.TryParse(record.Id, out var id))
        {
            return false;
        }

        var statement = new Statement(NamespacesSql.Update)
            .Bind(id).Bind(record.Name).Bind(record.Description).Bind(record.OwnerEmail)
            .Bind(JsonSerializer.Serialize(record.Data, NamespaceJson.Default.Data)).Bind(record.Retention.Ticks)
            .Bind((short)record.State).Bind(JsonSerializer.Serialize(record.SearchAttributes, NamespaceJson.Default.SearchAttributes)).Bind(expectedVersion);
        try
        {
            return await WriteAsync(database, statement, cancellationToken);
        }
        catch (StoreUnavailableException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return false;
        }
    }

    public static async Task<bool> DeleteAsync(PostgresDatabase database, string namespaceId, CancellationToken cancellationToken) =>
        Uuid.TryParse(namespaceId, out var id) && await WriteAsync(database, new Statement(NamespacesSql.Delete).Bind(id), cancellationToken);

    public static Task<List<NamespaceRecord>> ListAsync(PostgresDatabase database, CancellationToken cancellationToken) =>
        database.ReadAsync(new Statement(NamespacesSql.List), ReadRecord, cancellationToken);

    private static async Task<bool> WriteAsync(PostgresDatabase database, Statement statement, CancellationToken cancellationToken)
    {
        var rows = await database.WriteAsync(statement, static row => row.GetInt32(0), cancellationToken);
        database.CountWrite(rows.Count);
        return rows.Count > 0;
    }

    private static NamespaceRecord ReadRecord(NpgsqlDataReader row) => new()
    {
        Id = row.GetId(0),
        Name = row.GetString(1),
        Description = row.GetString(2),
        OwnerEmail = row.GetString(3),
        Data = JsonSerializer.Deserialize(row.GetString(4), NamespaceJson.Default.Data)!,
        Retention = TimeSpan.FromTicks(row.GetInt64(5)),
        CreatedTime = row.GetTime(6),
        State = (NamespaceState)row.GetInt16(7),
        SearchAttributes = JsonSerializer.Deserialize(row.GetString(8), NamespaceJson.Default.SearchAttributes)!,
        Version = row.GetInt64(9),
    };
}
