namespace CodeFirst.Storage.Visibility;

/// <summary>The words by which attributes of type Text are compared: runs of letters and digits, in lower case.</summary>
public static class TextWords
{
    /// <summary>The words of a text, each once, in the order of their first occurrence.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && (char.IsLetterOrDigit(text[i]) || char.IsSurrogate(text[i])))
            {
                start = start < 0 ? i : start;
            }
            else if (start >= 0)
            {
                var word = text[start..i].ToLowerInvariant();
                start = -1;
                if (seen.Add(word))
                {
                    words.Add(word);
                }
            }
        }

        return words;
    }
}
