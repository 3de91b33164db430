using CodeFirst.Storage.Visibility;

namespace CodeFirst.Server.Visibility;

/// <summary>Part of a parsed query that has yet to learn what the names mean.</summary>
internal delegate VisibilityFilter FilterOf(QueryScope scope);
