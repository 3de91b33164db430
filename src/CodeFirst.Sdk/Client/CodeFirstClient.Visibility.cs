using System.Runtime.CompilerServices;
using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Sdk;

/// <content>Finding workflows.</content>
public sealed partial class CodeFirstClient
{
    private const int PageSize = 1000;

    /// <summary>Lists runs, read page by page as they are enumerated. A run appears shortly after it started.</summary>
    /// <param name="query">A filter such as <c>WorkflowType = 'Order' AND ExecutionStatus = 'Running'</c>; null for all.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <exception cref="CodeFirstRpcException">The filter is not understood, or the server could not be reached.</exception>
    public async IAsyncEnumerable<WorkflowExecutionDescription> ListWorkflowsAsync(string? query = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new ListWorkflowExecutionsRequest { Namespace = Options.Namespace, Query = query ?? "", PageSize = PageSize };
        do
        {
            var page = await CallAsync(static (s, r, o) => s.ListWorkflowExecutionsAsync(r, o), request, cancellationToken).ConfigureAwait(false);
            foreach (var info in page.Executions)
            {
                yield return new WorkflowExecutionDescription(info, [], Options.DataConverter.PayloadConverter);
            }

            request.NextPageToken = page.NextPageToken;
        }
        while (!request.NextPageToken.IsEmpty);
    }

    /// <summary>Counts runs.</summary>
    /// <param name="query">A filter such as <c>WorkflowType = 'Order' AND ExecutionStatus = 'Running'</c>; null for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CodeFirstRpcException">The filter is not understood, or the server could not be reached.</exception>
    public async Task<long> CountWorkflowsAsync(string? query = null, CancellationToken cancellationToken = default)
    {
        var request = new CountWorkflowExecutionsRequest { Namespace = Options.Namespace, Query = query ?? "" };
        var response = await CallAsync(static (s, r, o) => s.CountWorkflowExecutionsAsync(r, o), request, cancellationToken).ConfigureAwait(false);
        return response.Count;
    }
}
