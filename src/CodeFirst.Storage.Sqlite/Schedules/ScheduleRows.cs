using CodeFirst.Engine.Schedules;
using CodeFirst.Protocol.Schedule.V1;
using CodeFirst.Storage.Schedules;
using CodeFirst.Storage.Sqlite.Connections;
using CodeFirst.Storage.Sqlite.Visibility;

namespace CodeFirst.Storage.Sqlite.Schedules;

internal static class ScheduleRows
{
    public static bool Create(SqliteSession session, ScheduleRecord record)
    {
        var key = record.Key;
        using (var rows = session.Prepare(SchedulesSql.Create)
            .Bind(key.Slot).Bind(key.NamespaceId).Bind(key.ScheduleId).Bind(record.Id)
            .Bind(record.Deadline).Bind(record.Data.Span).Bind(record.Entry.Span)
            .Query())
        {
            if (!rows.Read())
            {
                return false;
            }
        }

        SearchAttributeRows.Replace(session, key.Slot, record.Id, key.NamespaceId, record.Attributes);
        return true;
    }

    public static bool Update(SqliteSession session, ScheduleRecord record, long expectedVersion)
    {
        var key = record.Key;
        using (var rows = session.Prepare(SchedulesSql.Update)
            .Bind(record.Deadline).Bind(record.Data.Span).Bind(record.Entry.Span)
            .Bind(key.Slot).Bind(key.NamespaceId).Bind(key.ScheduleId).Bind(expectedVersion)
            .Query())
        {
            if (!rows.Read())
            {
                return false;
            }
        }

        SearchAttributeRows.Replace(session, key.Slot, record.Id, key.NamespaceId, record.Attributes);
        return true;
    }

    public static bool Delete(SqliteSession session, ScheduleKey key, long expectedVersion)
    {
        string id;
        using (var rows = session.Prepare(SchedulesSql.Delete).Bind(key.Slot).Bind(key.NamespaceId).Bind(key.ScheduleId).Bind(expectedVersion).Query())
        {
            if (!rows.Read())
            {
                return false;
            }

            id = rows.GetText(0);
        }

        SearchAttributeRows.Delete(session, key.Slot, id);
        return true;
    }

    public static StoredSchedule? Load(SqliteSession session, ScheduleKey key)
    {
        using var rows = session.Prepare(SchedulesSql.Load).Bind(key.Slot).Bind(key.NamespaceId).Bind(key.ScheduleId).Query();
        return rows.Read() ? new StoredSchedule(rows.GetInt64(0), ScheduleData.Parser.ParseFrom(rows.GetBytes(1))) : null;
    }

    public static List<DueSchedule> ReadDue(SqliteSession session, DateTimeOffset until, int limit)
    {
        var due = new List<DueSchedule>();
        using var rows = session.Prepare(SchedulesSql.ReadDue).Bind(until).Bind(limit).Query();
        while (rows.Read())
        {
            due.Add(new DueSchedule(new ScheduleKey(rows.GetText(0), rows.GetText(1)), rows.GetTime(2)));
        }

        return due;
    }

    public static List<ScheduleListEntry> List(SqliteSession session, VisibilityQuery query)
    {
        var entries = new List<ScheduleListEntry>();
        using var statement = session.PrepareOnce(query.Sql);
        query.BindTo(statement);
        using var rows = statement.Query();
        while (rows.Read())
        {
            entries.Add(ScheduleListEntry.Parser.ParseFrom(rows.GetBytes(0)));
        }

        return entries;
    }

    public static long Count(SqliteSession session, VisibilityQuery query)
    {
        using var statement = session.PrepareOnce(query.Sql);
        query.BindTo(statement);
        using var rows = statement.Query();
        return rows.Read() ? rows.GetInt64(0) : 0;
    }
}
