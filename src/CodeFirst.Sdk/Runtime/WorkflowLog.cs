using Microsoft.Extensions.Logging;

namespace CodeFirst.Sdk.Runtime;

internal static partial class WorkflowLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Signal '{Signal}' was dropped: the workflow handles {Known}.")]
    public static partial void UnknownSignal(ILogger logger, string signal, string known);

    [LoggerMessage(Level = LogLevel.Error, Message = "Signal '{Signal}' was dropped: its arguments cannot be read.")]
    public static partial void UnreadableSignal(ILogger logger, string signal, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The workflow closed while {Count} of its signal handlers were running; they end here. Let the run method wait for Workflow.AllHandlersFinished if that is not meant.")]
    public static partial void HandlersCutOff(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A workflow task of '{WorkflowType}' (id {WorkflowId}, run {RunId}) failed in attempt {Attempt}. It is tried again until the code is mended.")]
    public static partial void TaskFailed(ILogger logger, string workflowType, string workflowId, string runId, int attempt, Exception exception);
}
