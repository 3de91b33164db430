using System.Text.Json;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Namespaces;
using CodeFirst.Storage.Sqlite.Connections;

namespace CodeFirst.Storage.Sqlite.Namespaces;

internal static class NamespaceRows
{
    public static bool Create(SqliteSession session, NamespaceRecord record)
    {
        using var rows = session.Prepare(NamespacesSql.Create)
            .Bind(record.Id).Bind(record.Name).Bind(record.Description).Bind(record.OwnerEmail)
            .Bind(JsonSerializer.Serialize(record.Data, NamespaceJson.Default.Data)).Bind(record.Retention.Ticks).Bind(record.CreatedTime)
            .Bind((int)record.State).Bind(JsonSerializer.Serialize(record.SearchAttributes, NamespaceJson.Default.SearchAttributes))
            .Query();
        return rows.Read();
    }

    public static bool Update(SqliteSession session, NamespaceRecord record, long expectedVersion)
    {
        using var rows = session.Prepare(NamespacesSql.Update)
            .Bind(record.Name).Bind(record.Description).Bind(record.OwnerEmail)
            .Bind(JsonSerializer.Serialize(record.Data, NamespaceJson.Default.Data)).Bind(record.Retention.Ticks)
            .Bind((int)record.State).Bind(JsonSerializer.Serialize(record.SearchAttributes, NamespaceJson.Default.SearchAttributes))
            .Bind(record.Id).Bind(expectedVersion)
            .Query();
        return rows.Read();
    }

    public static bool Delete(SqliteSession session, string namespaceId)
    {
        using var rows = session.Prepare(NamespacesSql.Delete).Bind(namespaceId).Query();
        return rows.Read();
    }

    public static List<NamespaceRecord> List(SqliteSession session)
    {
        var records = new List<NamespaceRecord>();
        using var rows = session.Prepare(NamespacesSql.List).Query();
        while (rows.Read())
        {
            records.Add(new NamespaceRecord
            {
                Id = rows.GetText(0),
                Name = rows.GetText(1),
                Description = rows.GetText(2),
                OwnerEmail = rows.GetText(3),
                Data = JsonSerializer.Deserialize(rows.GetBytes(4), NamespaceJson.Default.Data)!,
                Retention = TimeSpan.FromTicks(rows.GetInt64(5)),
                CreatedTime = rows.GetTime(6),
                State = (NamespaceState)rows.GetInt32(7),
                SearchAttributes = JsonSerializer.Deserialize(rows.GetBytes(8), NamespaceJson.Default.SearchAttributes)!,
                Version = rows.GetInt64(9),
            });
        }

        return records;
    }
}
