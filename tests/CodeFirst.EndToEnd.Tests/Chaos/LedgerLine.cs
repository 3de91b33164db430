using System.Globalization;

namespace CodeFirst.EndToEnd.Tests.Chaos;

/// <summary>An activity attempt that had its effect.</summary>
internal sealed record LedgerLine(string Key, int Attempt, string Value)
{
    /// <summary>Reads a ledger without a last line that a kill left unfinished.</summary>
    public static IEnumerable<LedgerLine> ReadAll(FileInfo file)
    {
        var text = File.ReadAllText(file.FullName);
        return text[..(text.LastIndexOf('\n') + 1)]
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .Select(words => new LedgerLine(words[0], int.Parse(words[1], CultureInfo.InvariantCulture), words[2]));
    }
}
