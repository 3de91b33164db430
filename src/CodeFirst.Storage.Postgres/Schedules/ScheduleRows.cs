using CodeFirst.Engine.Schedules;
using CodeFirst.Protocol.Schedule.V1;
using CodeFirst.Storage.Postgres.Connections;
using CodeFirst.Storage.Postgres.Visibility;
using CodeFirst.Storage.Schedules;
using CodeFirst.Storage.Visibility;

namespace CodeFirst.Storage.Postgres.Schedules;

internal static class ScheduleRows
{
    public static Task<bool> CreateAsync(PostgresDatabase database, ScheduleRecord record, CancellationToken cancellationToken) =>
        WriteAsync(database, BindRecord(SchedulesSql.Create, record, Uuid.Parse(record.Key.NamespaceId)), cancellationToken);

    public static async Task<bool> UpdateAsync(PostgresDatabase database, ScheduleRecord record, long expectedVersion, CancellationToken cancellationToken) =>
        Uuid.TryParse(record.Key.NamespaceId, out var id)
        && await WriteAsync(database, BindRecord(SchedulesSql.Update, record, id).Bind(expectedVersion), cancellationToken);

    public static async Task<bool> DeleteAsync(PostgresDatabase database, ScheduleKey key, long expectedVersion, CancellationToken cancellationToken) =>
        Uuid.TryParse(key.NamespaceId, out var id)
        && await WriteAsync(database, BindKey(SchedulesSql.Delete, key, id).Bind(expectedVersion), cancellationToken);

    public static async Task<StoredSchedule?> LoadAsync(PostgresDatabase database, ScheduleKey key, CancellationToken cancellationToken) =>
        Uuid.TryParse(key.NamespaceId, out var id)
            ? (await database.ReadAsync(
                BindKey(SchedulesSql.Load, key, id),
                static row => new StoredSchedule(row.GetInt64(0), ScheduleData.Parser.ParseFrom(row.GetBytes(1))),
                cancellationToken)).FirstOrDefault()
            : null;

    public static Task<List<DueSchedule>> ReadDueAsync(PostgresDatabase database, DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            new Statement(SchedulesSql.ReadDue).Bind(until).Bind(limit),
            static row => new DueSchedule(new ScheduleKey(row.GetId(0), row.GetString(1)), row.GetTime(2)),
            cancellationToken);

    public static async Task<List<ScheduleListEntry>> ListAsync(
        PostgresDatabase database, string namespaceId, VisibilityFilter? filter, string after, int limit, CancellationToken cancellationToken) =>
        Uuid.TryParse(namespaceId, out var id)
            ? await database.ReadAsync(
                VisibilityQuery.ListSchedules(id, filter, after, limit).ToStatement(),
                static row => ScheduleListEntry.Parser.ParseFrom(row.GetBytes(0)),
                cancellationToken)
            : [];

    public static async Task<long> CountAsync(PostgresDatabase database, string namespaceId, VisibilityFilter? filter, CancellationToken cancellationToken) =>
        Uuid.TryParse(namespaceId, out var id)
            ? (await database.ReadAsync(VisibilityQuery.CountSchedules(id, filter).ToStatement(), static row => row.GetInt64(0), cancellationToken)).Single()
            : 0;

    private static async Task<bool> WriteAsync(PostgresDatabase database, Statement statement, CancellationToken cancellationToken)
    {
        var rows = await database.WriteAsync(statement, static row => row.GetInt32(0), cancellationToken);
        database.CountWrite(rows.Count);
        return rows.Count > 0;
    }

    private static Statement BindRecord(string sql, ScheduleRecord record, Guid namespaceId) => BindKey(sql, record.Key, namespaceId)
        .BindOptional(record.Deadline).Bind(record.Data).Bind(record.Entry).BindJson(AttributeDocument.Write(record.Attributes)!);

    private static Statement BindKey(string sql, ScheduleKey key, Guid namespaceId) =>
        new Statement(sql).Bind((short)key.Slot).Bind(namespaceId).Bind(key.ScheduleId);
}
