using System.Collections.Immutable;
using System.Text.Json.Serialization;
using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Storage.Namespaces;

/// <summary>The maps of a namespace as the stores keep them: JSON objects. What reads and writes them is generated, since native code has no reflection to do it.</summary>
[JsonSerializable(typeof(ImmutableSortedDictionary<string, string>), TypeInfoPropertyName = nameof(NamespaceRecord.Data))]
[JsonSerializable(typeof(ImmutableSortedDictionary<string, IndexedValueType>), TypeInfoPropertyName = nameof(NamespaceRecord.SearchAttributes))]
public sealed partial class NamespaceJson : JsonSerializerContext;
