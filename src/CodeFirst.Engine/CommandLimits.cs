using System.Text;
using CodeFirst.Engine.Execution;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Protocol.V1;

namespace CodeFirst.Engine;

/// <summary>Limits on what a worker's commands may carry.</summary>
internal static class CommandLimits
{
    private const int MaximumIdBytes = 1_000;
    private const int MaximumCommandBytes = 2 * 1024 * 1024;

    /// <summary>What is wrong with a required id or name; null when it is sound.</summary>
    public static string? CheckId(string field, string? id)
    {
        if (string.IsNullOrEmpty(id))
        {
            return $"{field} is not set.";
        }

        // PostgreSQL has no text with one.
        if (id.Contains('\0', StringComparison.Ordinal))
        {
            return $"{field} contains a NUL character.";
        }

        var length = Encoding.UTF8.GetByteCount(id);
        return length > MaximumIdBytes ? $"{field} exceeds the length limit. Length={length} Limit={MaximumIdBytes}" : null;
    }

    /// <summary>The same for one that may be left out.</summary>
    public static string? CheckOptionalId(string field, string? id) => string.IsNullOrEmpty(id) ? null : CheckId(field, id);

    /// <summary>What is wrong with the namespace of a command about another workflow; null when it is sound. Workflows reach their own namespace only.</summary>
    public static string? CheckNamespace(string own, string? wanted) => string.IsNullOrEmpty(wanted) || wanted == own
        ? null
        : $"Namespace '{wanted}' is not the workflow's own: this server does not support commands across namespaces.";

    /// <summary>What is wrong with a command whose payloads are too large for history; null when it is small enough.</summary>
    public static CommandFault? CheckSize(Command command)
    {
        var size = command.CalculateSize();
        if (size <= MaximumCommandBytes)
        {
            return null;
        }

        var cause = command.CommandType switch
        {
            CommandType.ScheduleActivityTask => WorkflowTaskFailedCause.BadScheduleActivityAttributes,
            CommandType.StartChildWorkflowExecution => WorkflowTaskFailedCause.BadStartChildExecutionAttributes,
            CommandType.SignalExternalWorkflowExecution => WorkflowTaskFailedCause.BadSignalInputSize,
            _ => RunCommands.FaultCause(command.CommandType),
        };
        return TooLarge(cause, command.CommandType.ToString(), size);
    }

    /// <summary>The same for a message.</summary>
    public static CommandFault? CheckSize(Message message)
    {
        var size = message.CalculateSize();
        return size > MaximumCommandBytes ? TooLarge(WorkflowTaskFailedCause.BadUpdateWorkflowExecutionMessage, $"Message {message.Id}", size) : null;
    }

    private static CommandFault TooLarge(WorkflowTaskFailedCause cause, string what, int size) =>
        new(cause, $"{what} exceeds the size limit. Length={size} Limit={MaximumCommandBytes}") { TerminatesRun = true };
}
