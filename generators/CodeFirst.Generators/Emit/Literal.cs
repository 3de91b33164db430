using System.Globalization;
using System.Text;

namespace CodeFirst.Generators.Emit;

/// <summary>Writes values as source text.</summary>
internal static class Literal
{
    /// <summary>A string literal; null becomes the keyword.</summary>
    public static string Quote(string? value)
    {
        if (value is null)
        {
            return "null";
        }

        var text = new StringBuilder("\"");
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append(@"\\"),
                _ when char.IsControl(character) || char.IsSurrogate(character) || character is '\u2028' or '\u2029' =>
                    text.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture)),
                _ => text.Append(character),
            };
        }

        return text.Append('"').ToString();
    }

    /// <summary>Text within a documentation comment, on one line.</summary>
    public static string Documentation(string value)
    {
        var oneLine = new string([.. value.Select(static character => char.IsControl(character) || character is '\u2028' or '\u2029' ? ' ' : character)]);
        return oneLine.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
    }

    /// <summary>A duration.</summary>
    public static string Duration(long ticks) =>
        $"new global::System.TimeSpan({ticks.ToString(CultureInfo.InvariantCulture)}L /* {new TimeSpan(ticks).ToString("c", CultureInfo.InvariantCulture)} */)";
}
