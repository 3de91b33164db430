using System.Collections.Immutable;
using CodeFirst.Protocol.Enums.V1;

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

    /// <summary>Whether it takes new work.</summary>
    public NamespaceState State { get; init; } = NamespaceState.Registered;

    /// <summary>The namespace's own search attributes, by name.</summary>
    public ImmutableSortedDictionary<string, IndexedValueType> SearchAttributes { get; init; } = ImmutableSortedDictionary<string, IndexedValueType>.Empty;

    /// <summary>To expect in the next update; set by the store.</summary>
    public long Version { get; init; } = 1;
}
