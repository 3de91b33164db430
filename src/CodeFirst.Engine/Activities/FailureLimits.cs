using CodeFirst.Protocol.Failure.V1;

namespace CodeFirst.Engine.Activities;

/// <summary>Keeps failures small: those of earlier attempts, which live in the state, and those that are too large for history.</summary>
public static class FailureLimits
{
    private const int MaximumBytes = 4 * 1024;
    private const int MaximumTextBytes = MaximumBytes / 4;

    /// <summary>The failure itself if it is small; otherwise its type and the beginnings of its texts.</summary>
    public static Failure Shorten(Failure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        if (failure.CalculateSize() <= MaximumBytes)
        {
            return failure;
        }

        var shortened = new Failure
        {
            Message = Cut(failure.Message),
            Source = Cut(failure.Source),
            StackTrace = Cut(failure.StackTrace),
        };
        if (failure.ApplicationFailureInfo is { } application)
        {
            shortened.ApplicationFailureInfo = new ApplicationFailureInfo { Type = Cut(application.Type), NonRetryable = application.NonRetryable };
        }

        return shortened;
    }

    private static string Cut(string text)
    {
        var bytes = 0;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaximumTextBytes)
            {
                return text[..length];
            }

            length += rune.Utf16SequenceLength;
        }

        return text;
    }
}
