using System.Collections.Frozen;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Schedules;
using CodeFirst.Storage.Visibility;

namespace CodeFirst.Server.Visibility;

/// <summary>The names that every namespace has, and those that none may add.</summary>
internal static class SearchAttributeNames
{
    public const string NamespaceDivision = "TemporalNamespaceDivision";

    /// <summary>How a query may name <see cref="ScheduledById"/> where no attribute of a namespace is called so.</summary>
    public const string ScheduleId = "ScheduleId";

    public const string ScheduledById = "TemporalScheduledById";

    public const string ScheduledStartTime = "TemporalScheduledStartTime";

    private const string ReservedPrefix = "Temporal";

    private static readonly FrozenSet<string> Internal = ["NamespaceId", "Memo", "MemoEncoding", "VisibilityTaskKey"];

    /// <summary>What the server itself says of a run; nobody sets them.</summary>
    public static FrozenDictionary<string, VisibilityField> Columns { get; } =
        VisibilityField.Columns.ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);

    /// <summary>What clients, workers and the server's own workflows set, with the meaning that the API gives them.</summary>
    public static FrozenDictionary<string, IndexedValueType> Predefined { get; } = new Dictionary<string, IndexedValueType>(StringComparer.Ordinal)
    {
        ["BatcherNamespace"] = IndexedValueType.Keyword,
        ["BatcherUser"] = IndexedValueType.Keyword,
        ["BinaryChecksums"] = IndexedValueType.KeywordList,
        ["BuildIds"] = IndexedValueType.KeywordList,
        ["TemporalChangeVersion"] = IndexedValueType.KeywordList,
        [NamespaceDivision] = IndexedValueType.Keyword,
        ["TemporalPauseInfo"] = IndexedValueType.KeywordList,
        ["TemporalReportedProblems"] = IndexedValueType.KeywordList,
        [ScheduledById] = IndexedValueType.Keyword,
        [ScheduledStartTime] = IndexedValueType.Datetime,
        [ScheduleRecord.PausedAttribute] = IndexedValueType.Bool,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Columns and predefined ones with their types, as the API lists them.</summary>
    public static FrozenDictionary<string, IndexedValueType> System { get; } =
        Predefined.Concat(Columns.Select(column => KeyValuePair.Create(column.Key, column.Value.Type))).ToFrozenDictionary(StringComparer.Ordinal);

    public static bool IsReserved(string name) =>
        System.ContainsKey(name) || Internal.Contains(name) || name.StartsWith(ReservedPrefix, StringComparison.Ordinal);
}
