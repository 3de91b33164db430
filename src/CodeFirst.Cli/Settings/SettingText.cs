using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace CodeFirst.Cli.Settings;

/// <summary>Reads the texts of settings.</summary>
internal static class SettingText
{
    private const int MaxDays = 3650;
    private const int MaxCount = 1_000_000;

    public static bool TryParseEndPoint(string text, [NotNullWhen(true)] out IPEndPoint? value, [NotNullWhen(false)] out string? problem)
    {
        var isRead = IPEndPoint.TryParse(text, out value) && text.Contains(':', StringComparison.Ordinal);
        problem = isRead ? null : $"'{text}' is no address to listen on: write ADDRESS:PORT, such as 127.0.0.1:7233.";
        return isRead;
    }

    public static bool TryParseName(string text, [NotNullWhen(true)] out string? value, [NotNullWhen(false)] out string? problem)
    {
        value = text;
        problem = string.IsNullOrWhiteSpace(text) ? "The namespace has no name: write --namespace NAME." : null;
        return problem is null;
    }

    public static bool TryParseCount(string text, out int value, [NotNullWhen(false)] out string? problem)
    {
        var isRead = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value is > 0 and <= MaxCount;
        problem = isRead ? null : $"'{text}' is no count: write a number from 1 to {MaxCount}.";
        return isRead;
    }

    public static bool TryParseDuration(string text, out TimeSpan value, [NotNullWhen(false)] out string? problem)
    {
        value = default;
        var unit = text.Length == 0 ? 0 : text[^1] switch { 'd' => TimeSpan.TicksPerDay, 'h' => TimeSpan.TicksPerHour, 'm' => TimeSpan.TicksPerMinute, _ => 0 };
        if (unit > 0 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 0 && number <= MaxDays * TimeSpan.TicksPerDay / unit)
        {
            value = TimeSpan.FromTicks(number * unit);
            problem = null;
            return true;
        }

        problem = $"'{text}' is no duration: write a number of days, hours or minutes, such as 3d, 72h or 90m, up to {MaxDays}d.";
        return false;
    }

    public static bool TryParseChoice<T>(string text, out T value, [NotNullWhen(false)] out string? problem)
        where T : struct, Enum
    {
        // Numbers are read as values of an enum as well, and nobody means them.
        var isRead = Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value) && text.All(char.IsAsciiLetter);
        problem = isRead ? null : $"'{text}' is none of {SyntaxOf<T>(", ")}.";
        return isRead;
    }

    public static string SyntaxOf<T>(string separator = "|")
        where T : struct, Enum => string.Join(separator, Enum.GetNames<T>().Select(name => name.ToLowerInvariant()));
}
