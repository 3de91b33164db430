namespace CodeFirst.EndToEnd.Tests.Kills;

/// <summary>A line of the worker's journal.</summary>
internal sealed record JournalLine(string Kind, string Key, string Value)
{
    public static IReadOnlyList<JournalLine> ReadAll(string path) =>
    [
        .. File.ReadLines(path).Select(line => line.Split(' ') is [var kind, var key, var value]
            ? new JournalLine(kind, key, value)
            : throw new FormatException($"This is no line of a journal: '{line}'.")),
    ];
}
