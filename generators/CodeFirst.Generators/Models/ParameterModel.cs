namespace CodeFirst.Generators.Models;

/// <summary>A parameter that is sent as a payload.</summary>
/// <param name="Name">As written in source, with @ before a keyword.</param>
/// <param name="Type">As written in source, fully qualified.</param>
/// <param name="Default">Its default value as written in source; null for a required one.</param>
internal sealed record ParameterModel(string Name, string Type, string? Default)
{
    /// <summary>The name's text without the @ of a keyword.</summary>
    public string PlainName => Name.TrimStart('@');
}
