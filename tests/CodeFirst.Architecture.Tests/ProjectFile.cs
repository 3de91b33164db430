using System.Xml.Linq;

namespace CodeFirst.Architecture.Tests;

/// <summary>A csproj file: what it may see of the other projects, and of packages.</summary>
internal sealed record ProjectFile(string Name, string[] Projects, string[] Packages)
{
    /// <summary>The projects that make up the product.</summary>
    public static IReadOnlyList<ProjectFile> Shipped { get; } = [.. ReadAll("src/", "analyzers/", "generators/")];

    public static IReadOnlyList<ProjectFile> All { get; } = [.. ReadAll(string.Empty)];

    private static IEnumerable<ProjectFile> ReadAll(params string[] folders) =>
        from file in Repository.Files
        where file.EndsWith(".csproj", StringComparison.Ordinal) && folders.Any(folder => file.StartsWith(folder, StringComparison.Ordinal))
        let xml = XDocument.Parse(Repository.Read(file))
        select new ProjectFile(
            Path.GetFileNameWithoutExtension(file),
            [.. GetReferences(xml, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))],
            [.. GetReferences(xml, "PackageReference")]);

    private static IEnumerable<string> GetReferences(XDocument xml, string kind) =>
        xml.Descendants(kind).Select(reference => reference.Attribute("Include")?.Value).OfType<string>();
}
