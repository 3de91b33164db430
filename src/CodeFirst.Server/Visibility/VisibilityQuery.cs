using CodeFirst.Storage.Visibility;

namespace CodeFirst.Server.Visibility;

/// <summary>A parsed query.</summary>
/// <param name="Filter">What to match; null matches everything.</param>
/// <param name="GroupsByStatus">Whether it asks for one count per status.</param>
internal sealed record VisibilityQuery(VisibilityFilter? Filter, bool GroupsByStatus);
