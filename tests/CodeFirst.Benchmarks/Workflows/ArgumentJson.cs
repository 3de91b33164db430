using System.Text.Json.Serialization;
using CodeFirst.Sdk.Converters;

namespace CodeFirst.Benchmarks.Workflows;

/// <summary>The types of arguments and results, written and read by generated code: a native program has no reflection to do it.</summary>
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(string))]
internal sealed partial class ArgumentJson : JsonSerializerContext
{
    public static DataConverter DataConverter => new() { PayloadConverter = new PayloadConverter(Default.Options) };
}
