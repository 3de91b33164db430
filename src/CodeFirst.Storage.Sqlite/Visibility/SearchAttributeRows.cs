using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Sqlite.Connections;
using CodeFirst.Storage.Visibility;

namespace CodeFirst.Storage.Sqlite.Visibility;

/// <summary>What filters compare of a run's search attributes. A run without them has no rows.</summary>
internal static class SearchAttributeRows
{
    public static void Replace(SqliteSession session, int slot, VisibilityRecord record)
    {
        Delete(session, slot, record.Key.RunId);
        foreach (var (name, type, values) in record.Attributes)
        {
            foreach (var value in values)
            {
                Insert(session, slot, record, name, type, value);
            }
        }
    }

    public static void Delete(SqliteSession session, int slot, string runId) =>
        session.Prepare(SearchAttributesSql.Delete).Bind(slot).Bind(runId).Execute();

    private static void Insert(SqliteSession session, int slot, VisibilityRecord record, string name, IndexedValueType type, object value) =>
        session.Prepare(SearchAttributesSql.Insert)
            .Bind(slot).Bind(record.Key.RunId).Bind(name).Bind((int)type).Bind(SqliteValues.From(value)).Bind(record.Key.NamespaceId)
            .Execute();
}
