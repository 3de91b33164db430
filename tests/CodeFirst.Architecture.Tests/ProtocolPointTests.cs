using System.Text.RegularExpressions;

namespace CodeFirst.Architecture.Tests;

/// <summary>The points of the protocol that simple servers most often get wrong: a test names each of them, as in <c>// B35</c>.</summary>
public sealed partial class ProtocolPointTests
{
    // What starts are told apart by (1, 3, 4, 7), workflow tasks (10, 11, 13, 15 to 17, 22), activities (26, 27, 31), messages (37, 39, 42 to 44), chains,
    // children and resets (49, 54 to 57, 59), visibility (61), and what the worker does by itself (68 to 70).
    private static readonly int[] Points = [1, 3, 4, 7, 10, 11, 13, 15, 16, 17, 22, 26, 27, 31, 37, 39, 42, 43, 44, 49, 54, 55, 56, 57, 59, 61, 68, 69, 70];

    [GeneratedRegex(@"\bB(\d+)\b")]
    private static partial Regex Name { get; }

    [Fact]
    public void Points_Difficult_AreNamedByTheTestsThatShowThem()
    {
        var named = Repository.Files
            .Where(file => file.StartsWith("tests/", StringComparison.Ordinal) && Path.GetExtension(file) is ".cs" or ".js")
            .SelectMany(file => Name.Matches(Repository.Read(file)))
            .Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))
            .ToHashSet();

        Assert.Empty(Points.Except(named));
    }
}
