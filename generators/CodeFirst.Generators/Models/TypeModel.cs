namespace CodeFirst.Generators.Models;

/// <summary>A user's type, and where code beside it goes.</summary>
/// <param name="Namespace">Empty for the global one.</param>
/// <param name="Containers">The types around it, outermost first, as declared in a partial declaration ("partial class Outer").</param>
/// <param name="Path">Its name with those of the types around it ("Outer.Inner").</param>
/// <param name="Name">As written in source.</param>
/// <param name="Keyword">class, record or interface.</param>
/// <param name="FullName">With global::.</param>
/// <param name="Accessibility">As written in source.</param>
/// <param name="IsPublic">Whether other assemblies see it.</param>
internal sealed record TypeModel(
    string Namespace,
    EquatableArray<string> Containers,
    string Path,
    string Name,
    string Keyword,
    string FullName,
    string Accessibility,
    bool IsPublic)
{
    /// <summary>The unique part of a file's name.</summary>
    public string HintName => Namespace.Length == 0 ? Path : $"{Namespace.Replace("@", "")}.{Path}";

    /// <summary>The full name of a type that is generated beside this one.</summary>
    public string Sibling(string name) => FullName.Substring(0, FullName.Length - Name.Length) + name;
}
