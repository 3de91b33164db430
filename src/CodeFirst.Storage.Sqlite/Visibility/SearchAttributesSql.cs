namespace CodeFirst.Storage.Sqlite.Visibility;

/// <summary>The rows of search attributes, and the fragments of filters on them.</summary>
internal static class SearchAttributesSql
{
    /// <summary>Primary key.</summary>
    public const string Delete =
        """
        DELETE FROM search_attributes
        WHERE slot = ?1
          AND run_id = ?2
        """;

    public const string Insert =
        """
        INSERT INTO search_attributes (slot, run_id, name, type, value, namespace_id)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        """;

    /// <summary>Index search_attributes_value, covering. The values follow.</summary>
    public const string RunsWith = "(slot, run_id) IN (SELECT slot, run_id FROM search_attributes WHERE namespace_id = ? AND name = ? AND type = ? AND value IN ";

    /// <summary>Primary key. Null when the run has no such attribute.</summary>
    public const string AnyValue = "(SELECT max(";

    public const string OfRun = ") FROM search_attributes AS a WHERE a.slot = visibility.slot AND a.run_id = visibility.run_id AND name = ? AND type = ?)";
}
