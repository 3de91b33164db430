using System.Collections.Immutable;

namespace CodeFirst.Storage.Namespaces;

/// <summary>A namespace as it is stored.</summary>
public sealed record NamespaceRecord
{
    /// <summary>A UUID; rows refer to it.</summary>
    public required string Id { get; init; }

    /// <summary>What clients call it; unique.</summary>
    public required string Name { get; init; }

    /// <summary>For people.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>For people.</summary>
    public string OwnerEmail { get; init; } = string.Empty;

    /// <summary>The owner's own key-value pairs.</summary>
    public ImmutableSortedDictionary<string, string> Data { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>How long closed runs are kept.</summary>
    public required TimeSpan Retention { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset CreatedTime { get; init; }
}
