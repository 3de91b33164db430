using System.Collections.Frozen;
using System.Globalization;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Visibility;
using Google.Protobuf.Reflection;
using Superpower.Model;

namespace CodeFirst.Server.Visibility;

/// <summary>How the values of each type are written.</summary>
internal static class QueryValues
{
    private static readonly WorkflowExecutionStatus[] Statuses =
        [.. Enum.GetValues<WorkflowExecutionStatus>().Where(status => status != WorkflowExecutionStatus.Unspecified)];

    // "Running", and the full name "WORKFLOW_EXECUTION_STATUS_RUNNING".
    private static readonly FrozenDictionary<string, WorkflowExecutionStatus> StatusNames = Statuses
        .SelectMany(status => new[] { status.ToString(), GetFullName(status) }, (status, name) => KeyValuePair.Create(name, status))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a value as the field's type; null, with what was expected, when it is none.</summary>
    public static object? Read(VisibilityField field, Token<QueryToken> token, out string expected)
    {
        var text = token.Kind == QueryToken.Text ? QueryTokens.Unquote(token.ToStringValue()) : null;
        var number = token.Kind == QueryToken.Number ? token.ToStringValue() : null;
        switch (field)
        {
            case { Column: VisibilityColumn.ExecutionStatus }:
                expected = $"a status: {string.Join(", ", Statuses)}, or its number";
                return text is not null ? ReadStatus(text) : ReadStatusNumber(number);

            case { Column: VisibilityColumn.ExecutionDuration }:
                expected = "a duration such as '1h30m' or '01:30:00', or a number of nanoseconds";
                return GoDuration.TryParse(text ?? number ?? string.Empty, out var duration) ? duration : null;

            case { Type: IndexedValueType.Datetime }:
                expected = "a time such as '2026-08-01T12:00:00Z', or a number of nanoseconds since 1970";
                return text is not null ? ReadTime(text) : ReadNanoseconds(number);

            case { Type: IndexedValueType.Int or IndexedValueType.Double }:
                expected = "a number";
                return number is null ? null : ReadNumber(number);

            case { Type: IndexedValueType.Bool }:
                expected = "true or false, without quotes";
                return token.Kind switch { QueryToken.True => true, QueryToken.False => false, _ => null };

            default:
                expected = "text in quotes";
                return text;
        }
    }

    private static string GetFullName(WorkflowExecutionStatus status) =>
        WorkflowReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(WorkflowExecutionStatus)).FindValueByNumber((int)status).Name;

    private static WorkflowExecutionStatus? ReadStatus(string name) => StatusNames.TryGetValue(name, out var status) ? status : null;

    private static WorkflowExecutionStatus? ReadStatusNumber(string? number) =>
        int.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && Statuses.Contains((WorkflowExecutionStatus)value)
            ? (WorkflowExecutionStatus)value
            : null;

    private static DateTimeOffset? ReadTime(string text) => SearchAttributePayloads.TryReadTime(text, out var time) ? time : null;

    private static DateTimeOffset? ReadNanoseconds(string? number) =>
        long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var nanoseconds)
            ? DateTimeOffset.UnixEpoch.Add(GoDuration.FromNanoseconds(nanoseconds))
            : null;

    private static object? ReadNumber(string number) =>
        long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
        : double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) ? real
        : null;
}
