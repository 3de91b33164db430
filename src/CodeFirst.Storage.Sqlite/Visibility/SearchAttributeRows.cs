using System.Collections.Immutable;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Sqlite.Connections;
using CodeFirst.Storage.Visibility;

namespace CodeFirst.Storage.Sqlite.Visibility;

/// <summary>What filters compare of the search attributes of a run, or of a schedule under its id. One without them has no rows.</summary>
internal static class SearchAttributeRows
{
    public static void Replace(SqliteSession session, int slot, string runId, string namespaceId, ImmutableArray<IndexedAttribute> attributes)
    {
        Delete(session, slot, runId);
        foreach (var (name, type, values) in attributes)
        {
            foreach (var value in values)
            {
                Insert(session, slot, runId, namespaceId, name, type, value);
            }
        }
    }

    public static void Delete(SqliteSession session, int slot, string runId) =>
        session.Prepare(SearchAttributesSql.Delete).Bind(slot).Bind(runId).Execute();

    private static void Insert(SqliteSession session, int slot, string runId, string namespaceId, string name, IndexedValueType type, object value) =>
        session.Prepare(SearchAttributesSql.Insert)
            .Bind(slot).Bind(runId).Bind(name).Bind((int)type).Bind(SqliteValues.From(value)).Bind(namespaceId)
            .Execute();
}
