using CodeFirst.Engine;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.ErrorDetails.V1;
using CodeFirst.Server.Errors;
using CodeFirst.Server.Services;
using CodeFirst.Storage.Namespaces;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Server.Namespaces;

/// <summary>What a namespace is held to.</summary>
internal static class NamespaceChecks
{
    private static readonly TimeSpan ShortestRetention = TimeSpan.FromHours(1);

    public static void Name(string name)
    {
        if (!char.IsAsciiLetterOrDigit(name[0]) || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-'))
        {
            throw RequestChecks.Invalid("Namespace has an invalid name: it begins with a letter or digit and has letters, digits, dots, underscores and hyphens.");
        }
    }

    public static TimeSpan Retention(Duration? retention)
    {
        RequestChecks.NonNegative("WorkflowExecutionRetentionPeriod", retention);
        return retention?.ToTimeSpan() is { } time && time >= ShortestRetention
            ? time
            : throw RequestChecks.Invalid("A valid retention period is not set on request: it is one hour at least.");
    }

    public static void Archival(ArchivalState history, ArchivalState visibility)
    {
        if (history == ArchivalState.Enabled || visibility == ArchivalState.Enabled)
        {
            throw RequestChecks.Invalid("Archival is not supported by this server.");
        }
    }

    /// <summary>A deprecated namespace lets finish what runs, and starts nothing.</summary>
    public static void TakesNewRuns(NamespaceRecord record)
    {
        if (record.State != NamespaceState.Registered)
        {
            throw new Refusal(
                RefusalCode.FailedPrecondition,
                $"Namespace has invalid state: {record.State}. Must be {NamespaceState.Registered}.",
                new NamespaceInvalidStateFailure { Namespace = record.Name, State = record.State, AllowedStates = { NamespaceState.Registered } }).ToException();
        }
    }
}
