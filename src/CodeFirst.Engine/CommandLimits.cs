using System.Text;

namespace CodeFirst.Engine;

/// <summary>Limits on what a worker's commands may carry.</summary>
internal static class CommandLimits
{
    private const int MaximumIdBytes = 1_000;

    /// <summary>What is wrong with a required id or name; null when it is sound.</summary>
    public static string? CheckId(string field, string? id)
    {
        if (string.IsNullOrEmpty(id))
        {
            return $"{field} is not set.";
        }

        var length = Encoding.UTF8.GetByteCount(id);
        return length > MaximumIdBytes ? $"{field} exceeds the length limit. Length={length} Limit={MaximumIdBytes}" : null;
    }
}
