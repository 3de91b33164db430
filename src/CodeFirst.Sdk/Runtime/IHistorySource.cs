using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.History.V1;
using Google.Protobuf;

namespace CodeFirst.Sdk.Runtime;

/// <summary>Reads a run's history from the server.</summary>
internal interface IHistorySource
{
    /// <summary>Reads one page. An empty <paramref name="pageToken"/> stands for the beginning; an empty token in the answer says that it was the last page.</summary>
    Task<(IReadOnlyList<HistoryEvent> Events, ByteString NextPageToken)> ReadPageAsync(WorkflowExecution execution, ByteString pageToken, CancellationToken cancellationToken);
}
