using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Sdk.Client;
using CodeFirst.Sdk.Runtime;
using Google.Protobuf;

namespace CodeFirst.Sdk.Worker;

/// <summary>Reads histories from the server.</summary>
internal sealed class ServiceHistorySource(ServiceConnection connection, string namespaceName) : IHistorySource
{
    public async Task<(IReadOnlyList<HistoryEvent> Events, ByteString NextPageToken)> ReadPageAsync(WorkflowExecution execution, ByteString pageToken, CancellationToken cancellationToken)
    {
        var request = new GetWorkflowExecutionHistoryRequest { Namespace = namespaceName, Execution = execution, NextPageToken = pageToken };
        var response = await connection.CallAsync(static (s, r, o) => s.GetWorkflowExecutionHistoryAsync(r, o), request, connection.DefaultLimits, cancellationToken).ConfigureAwait(false);
        return (response.History.Events, response.NextPageToken);
    }
}
