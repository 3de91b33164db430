using System.Globalization;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Visibility;

namespace CodeFirst.Server.Visibility;

/// <summary>The fields a query can name, and how their values are written.</summary>
internal static class QueryFields
{
    private static readonly Dictionary<string, VisibilityField> Fields =
        Enum.GetValues<VisibilityField>().ToDictionary(field => field.ToString(), StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, WorkflowExecutionStatus> Statuses =
        Enum.GetValues<WorkflowExecutionStatus>()
            .Where(status => status != WorkflowExecutionStatus.Unspecified)
            .ToDictionary(status => status.ToString(), StringComparer.OrdinalIgnoreCase);

    public static string AllNames { get; } = string.Join(", ", Enum.GetNames<VisibilityField>());

    public static bool TryFind(string name, out VisibilityField field) => Fields.TryGetValue(name, out field);

    /// <summary>Whether the operator makes sense for the field.</summary>
    public static bool Allows(VisibilityField field, ComparisonOperator comparison) => field switch
    {
        VisibilityField.ExecutionStatus => comparison is ComparisonOperator.Equal or ComparisonOperator.NotEqual,
        VisibilityField.StartTime or VisibilityField.ExecutionTime or VisibilityField.CloseTime => comparison is not ComparisonOperator.StartsWith,
        _ => true,
    };

    /// <summary>Reads a value as the field's type; null, with what was expected, when it is none.</summary>
    public static object? Read(VisibilityField field, string value, bool isNumber, out string expected)
    {
        switch (field)
        {
            case VisibilityField.ExecutionStatus:
                expected = $"a status: {string.Join(", ", Statuses.Keys)}, or its number";
                return isNumber ? ReadStatus(value) : Statuses.TryGetValue(value, out var status) ? status : null;

            case VisibilityField.StartTime or VisibilityField.ExecutionTime or VisibilityField.CloseTime:
                expected = "a time such as '2026-08-01T12:00:00Z', or a number of nanoseconds since 1970";
                return isNumber ? ReadNanoseconds(value) : ReadTime(value);

            default:
                expected = "text in quotes";
                return isNumber ? null : value;
        }
    }

    private static WorkflowExecutionStatus? ReadStatus(string number) =>
        int.TryParse(number, CultureInfo.InvariantCulture, out var value) && value > 0 && Enum.IsDefined((WorkflowExecutionStatus)value)
            ? (WorkflowExecutionStatus)value
            : null;

    private static DateTimeOffset? ReadNanoseconds(string number) =>
        long.TryParse(number, CultureInfo.InvariantCulture, out var nanoseconds)
            ? DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick)
            : null;

    private static DateTimeOffset? ReadTime(string text) =>
        text.Contains('-', StringComparison.Ordinal)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
}
