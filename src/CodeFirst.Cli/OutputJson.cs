using System.Text.Json.Serialization;
using CodeFirst.Cli.Databases;
using CodeFirst.Cli.Servers;

namespace CodeFirst.Cli;

/// <summary>What commands print with <c>--output json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ServerReady))]
[JsonSerializable(typeof(MigrationReport))]
internal sealed partial class OutputJson : JsonSerializerContext;
