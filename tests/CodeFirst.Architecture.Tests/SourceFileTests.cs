using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeFirst.Architecture.Tests;

public sealed partial class SourceFileTests
{
    private const int MaxLines = 500;
    private const int MaxTestLines = 600;

    private static readonly string[] TextExtensions =
        [".cs", ".csproj", ".props", ".targets", ".md", ".sh", ".sql", ".proto", ".json", ".yml", ".txt", ".editorconfig", ".razor", ".css"];

    [Fact]
    public void SourceFiles_Length_IsOneScreenfulOfThoughts()
    {
        var tooLong = Repository.SourceFiles
            .Select(file => (file, lines: Repository.Read(file).AsSpan().Count('\n')))
            .Where(source => source.lines > (source.file.StartsWith("tests/", StringComparison.Ordinal) ? MaxTestLines : MaxLines));

        Assert.Empty(tooLong);
    }

    [Fact]
    public void SourceFiles_Types_AreOnePerFileAndNameIt()
    {
        var offenders =
            from file in Repository.SourceFiles
            let types = GetTopLevelTypes(file)
            where types.Length > 1 || types.Any(type => !IsNamedAfter(file, type))
            select $"{file}: {string.Join(", ", types.Select(type => type.Name))}";

        Assert.Empty(offenders);
    }

    [Fact]
    public void Files_Text_HasNoPathOfAMachine()
    {
        var offenders = Repository.Files
            .Where(file => TextExtensions.Contains(Path.GetExtension(file)))
            .Where(file => MachinePath.IsMatch(Repository.Read(file)));

        Assert.Empty(offenders);
    }

    [Fact]
    public void SourceFiles_Text_HasNoRegionsAndNoOpenEnds()
    {
        var offenders = Repository.SourceFiles
            .Where(file => !file.StartsWith("tests/CodeFirst.Architecture.Tests/", StringComparison.Ordinal))
            .Where(file => OpenEnd.IsMatch(Repository.Read(file)));

        Assert.Empty(offenders);
    }

    [GeneratedRegex(@"(?<![\w.:*{}])/(home|Users|root|work)/\w|\b[A-Z]:\\Users\\")]
    private static partial Regex MachinePath { get; }

    [GeneratedRegex(@"^\s*#region|//\s*(TODO|FIXME|HACK)\b", RegexOptions.Multiline)]
    private static partial Regex OpenEnd { get; }

    private static (string Name, int Arity)[] GetTopLevelTypes(string file)
    {
        var root = CSharpSyntaxTree.ParseText(Repository.Read(file)).GetCompilationUnitRoot();
        return
        [
            .. from member in root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
               where member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax
               select member is BaseTypeDeclarationSyntax type
                   ? (type.Identifier.Text, (type as TypeDeclarationSyntax)?.Arity ?? 0)
                   : (((DelegateDeclarationSyntax)member).Identifier.Text, ((DelegateDeclarationSyntax)member).Arity),
        ];
    }

    /// <summary>Durable.cs, DurableOfT.cs for the generic one, RunState.Derived.cs for an aspect of a partial type.</summary>
    private static bool IsNamedAfter(string file, (string Name, int Arity) type)
    {
        var name = Path.GetFileName(file).Split('.')[0];
        return name == type.Name || (type.Arity > 0 && name.StartsWith(type.Name + "Of", StringComparison.Ordinal));
    }
}
