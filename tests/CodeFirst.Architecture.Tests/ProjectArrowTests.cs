namespace CodeFirst.Architecture.Tests;

/// <summary>The arrows between the projects. A new project needs a line here, and a sentence that says which arrow it protects or which package it ships.</summary>
public sealed class ProjectArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["CodeFirst.Protocol"] = [],
        ["CodeFirst.Sdk"] = ["CodeFirst.Protocol"],
        ["CodeFirst.Engine"] = ["CodeFirst.Protocol"],
        ["CodeFirst.Storage"] = ["CodeFirst.Engine"],
        ["CodeFirst.Storage.Postgres"] = ["CodeFirst.Storage"],
        ["CodeFirst.Storage.Sqlite"] = ["CodeFirst.Storage"],
        ["CodeFirst.Server"] = ["CodeFirst.Engine", "CodeFirst.Protocol", "CodeFirst.Storage"],
        ["CodeFirst.Web"] = ["CodeFirst.Protocol", "CodeFirst.Sdk"],
        ["CodeFirst.Cli"] = ["CodeFirst.Sdk", "CodeFirst.Server", "CodeFirst.Storage.Postgres", "CodeFirst.Storage.Sqlite", "CodeFirst.Web"],
        ["CodeFirst.Testing"] = ["CodeFirst.Sdk", "CodeFirst.Server", "CodeFirst.Storage.Sqlite"],
        ["CodeFirst.Analyzers"] = [],
        ["CodeFirst.Analyzers.Fixes"] = ["CodeFirst.Analyzers"],
        ["CodeFirst.Generators"] = [],
    };

    /// <summary>Packages that belong behind one project, and the namespaces by which they would be used elsewhere.</summary>
    public static TheoryData<string, string, string[]> Owners => new()
    {
        { "Npgsql", "CodeFirst.Storage.Postgres", ["Npgsql"] },
        { "Microsoft.Data.Sqlite", "CodeFirst.Storage.Sqlite", ["Microsoft.Data.Sqlite", "SQLitePCL"] },
        { "Grpc.AspNetCore.Server", "CodeFirst.Server", ["Grpc.AspNetCore"] },
        { "Grpc.Net.Client", "CodeFirst.Sdk", ["Grpc.Net.Client"] },
        { "Superpower", "CodeFirst.Server", ["Superpower"] },
        { "System.CommandLine", "CodeFirst.Cli", ["System.CommandLine"] },
    };

    public static TheoryData<string> Projects => [.. ProjectFile.Shipped.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_FollowTheArrows(string name)
    {
        var project = ProjectFile.Shipped.Single(project => project.Name == name);

        Assert.True(Allowed.TryGetValue(name, out var allowed), $"{name} is not among the projects of the house.");
        Assert.Empty(project.Projects.Except(allowed));
    }

    [Theory]
    [MemberData(nameof(Owners), DisableDiscoveryEnumeration = true)]
    public void Package_WithAnOwner_IsUsedByNobodyElse(string package, string owner, string[] namespaces)
    {
        var strangers = ProjectFile.Shipped.Where(project => project.Name != owner && project.Packages.Contains(package)).Select(project => project.Name);
        var users = Repository.SourceFiles
            .Where(file => file.StartsWith("src/", StringComparison.Ordinal) && !file.StartsWith($"src/{owner}/", StringComparison.Ordinal))
            .Where(file => namespaces.Any(name => Repository.Read(file).Contains($"using {name}", StringComparison.Ordinal)));

        Assert.Empty(strangers);
        Assert.Empty(users);
    }

    [Fact]
    public void Temporalio_Package_IsReferencedByTestsOnly() =>
        Assert.DoesNotContain(ProjectFile.Shipped, project => project.Packages.Any(package => package.StartsWith("Temporalio", StringComparison.Ordinal)));

    [Fact]
    public void Engine_Packages_AreBuildToolsAndPureFunctions() =>
        Assert.Equal(["Cronos", "Grpc.Tools"], ProjectFile.Shipped.Single(project => project.Name == "CodeFirst.Engine").Packages);

    [Fact]
    public void Project_Name_IsItsFolder()
    {
        var misplaced = Repository.Files
            .Where(file => file.EndsWith(".csproj", StringComparison.Ordinal))
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) != Path.GetFileNameWithoutExtension(file));

        Assert.Empty(misplaced);
    }

    [Fact]
    public void Projects_All_AreInTheSolution()
    {
        var solution = Repository.Read("CodeFirst.sln");

        var missing = ProjectFile.All.Select(project => project.Name).Where(name => !solution.Contains($"\"{name}\"", StringComparison.Ordinal));
        Assert.Empty(missing);
    }

    [Fact]
    public void Generators_ModelsAndEmitters_DoNotSeeRoslyn()
    {
        var offenders = Repository.SourceFiles
            .Where(file => file.StartsWith("generators/CodeFirst.Generators/Models/", StringComparison.Ordinal)
                || file.StartsWith("generators/CodeFirst.Generators/Emit/", StringComparison.Ordinal))
            .Where(file => Repository.Read(file).Contains("Microsoft.CodeAnalysis", StringComparison.Ordinal));

        Assert.Empty(offenders);
    }
}
