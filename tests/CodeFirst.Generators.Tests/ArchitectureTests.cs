using System.Reflection;

namespace CodeFirst.Generators.Tests;

public sealed class ArchitectureTests
{
    [Fact]
    public void ModelsAndEmitters_NeverSeeRoslyn()
    {
        var types = typeof(CodeFirstGenerator).Assembly.GetTypes().Where(static type => type.Namespace is "CodeFirst.Generators.Models" or "CodeFirst.Generators.Emit").ToArray();
        Assert.NotEmpty(types);
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        Assert.All(types, static type => Assert.DoesNotContain(
            type.GetFields(All).Select(static field => field.FieldType)
                .Concat(type.GetMethods(All).SelectMany(static method => method.GetParameters().Select(static parameter => parameter.ParameterType).Append(method.ReturnType))),
            static used => used.Namespace?.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) == true));
    }
}
