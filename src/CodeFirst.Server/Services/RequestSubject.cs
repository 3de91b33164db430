using CodeFirst.Engine;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Update.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf;

namespace CodeFirst.Server.Services;

/// <summary>The workflow that a request is about, for log lines: read from the fields that requests have in common, and only when a line is written.</summary>
/// <param name="WorkflowId">Empty when the request names none.</param>
/// <param name="RunId">Empty when the request names none.</param>
internal readonly record struct RequestSubject(string WorkflowId, string RunId)
{
    private static readonly RequestSubject None = new(string.Empty, string.Empty);

    public static RequestSubject Of(object request) => request switch
    {
        ExecuteMultiOperationRequest { Operations: [{ StartWorkflow: { } start }, ..] } => new(start.WorkflowId, string.Empty),
        IMessage message => OfMessage(message),
        _ => None,
    };

    private static RequestSubject OfMessage(IMessage message)
    {
        var subject = None;
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            subject = (field.Name, field.Accessor.GetValue(message)) switch
            {
                (_, WorkflowExecution execution) => new(execution.WorkflowId, execution.RunId),
                (_, UpdateRef { WorkflowExecution: { } execution }) => new(execution.WorkflowId, execution.RunId),
                ("workflow_id", string workflowId) => subject with { WorkflowId = workflowId },
                ("run_id", string runId) => subject with { RunId = runId },
                ("task_token", ByteString { IsEmpty: false } token) => OfToken(token),
                _ => subject,
            };
        }

        return subject;
    }

    private static RequestSubject OfToken(ByteString bytes)
    {
        try
        {
            var token = TaskToken.Parser.ParseFrom(bytes);
            return new(token.WorkflowId, token.RunId);
        }
        catch (InvalidProtocolBufferException)
        {
            return None;
        }
    }
}
