using System.Collections.Immutable;
using System.Text.Json;
using CodeFirst.Storage.Namespaces;
using CodeFirst.Storage.Sqlite.Connections;

namespace CodeFirst.Storage.Sqlite.Namespaces;

internal static class NamespaceRows
{
    public static bool Create(SqliteSession session, NamespaceRecord record)
    {
        using var rows = session.Prepare(NamespacesSql.Create)
            .Bind(record.Id).Bind(record.Name).Bind(record.Description).Bind(record.OwnerEmail)
            .Bind(JsonSerializer.Serialize(record.Data)).Bind(record.Retention.Ticks).Bind(record.CreatedTime)
            .Query();
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
                Data = JsonSerializer.Deserialize<ImmutableSortedDictionary<string, string>>(rows.GetBytes(4))!,
                Retention = TimeSpan.FromTicks(rows.GetInt64(5)),
                CreatedTime = rows.GetTime(6),
            });
        }

        return records;
    }
}
