using CodeFirst.Storage.Visibility;

namespace CodeFirst.Server.Visibility;

/// <summary>A query whose words are in order and whose names have yet to be looked up.</summary>
/// <param name="Names">The names it uses.</param>
/// <param name="Filter">What to match; null matches everything.</param>
/// <param name="GroupsByStatus">Whether it asks for one count per status.</param>
internal sealed record ParsedQuery(IReadOnlyList<string> Names, FilterOf? Filter, bool GroupsByStatus)
{
    // Runs of another division are the server's own and are listed only to who asks for them by name.
    private static readonly VisibilityFilter OutsideDivisions =
        new VisibilityFilter.IsNull(VisibilityField.Attribute(SearchAttributeNames.NamespaceDivision, SearchAttributeNames.Predefined[SearchAttributeNames.NamespaceDivision]));

    /// <summary>Binds names, operators and values; refuses INVALID_ARGUMENT what does not fit together.</summary>
    public VisibilityFilter ToFilter(QueryScope scope)
    {
        var filter = Filter?.Invoke(scope);
        return Names.Contains(SearchAttributeNames.NamespaceDivision, StringComparer.Ordinal) && filter is not null ? filter
            : filter is null ? OutsideDivisions
            : new VisibilityFilter.And(filter, OutsideDivisions);
    }
}
