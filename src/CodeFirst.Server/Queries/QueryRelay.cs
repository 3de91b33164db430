using CodeFirst.Engine;
using CodeFirst.Server.Cluster;
using CodeFirst.Storage;
using CodeFirst.Storage.Cluster;

namespace CodeFirst.Server.Queries;

/// <summary>
/// Passes queries between the processes on a database, through the store. A query for which no worker polls here is left there for a process that has one;
/// an answer is left there when a worker sent it to another process than the one that waits. <see cref="RelayedQueryLoop"/> is the other side.
/// </summary>
internal sealed class QueryRelay(IStore store, ClusterMembership cluster, StoredAnswers answers)
{
    /// <summary>A worker of this process is asked, but its answer may come to another process.</summary>
    public async Task ExpectAsync(QueryMessage query)
    {
        if (answers.TryExpect(query.Id, answer => RelayedAnswer.Give(answer, query)))
        {
            await UntilDoneAsync(query);
            answers.Forget(query.Id);
        }
    }

    /// <summary>Leaves a query for other processes, until it is answered or given up.</summary>
    public async Task AskAsync(QueryMessage query, string namespaceId, RunState state)
    {
        var isFetched = false;
        answers.Expect(query.Id, answer =>
        {
            isFetched = true;
            RelayedAnswer.Give(answer, query);
        });
        try
        {
            var sticky = state.Sticky?.TaskQueue ?? string.Empty;
            var relayed = new RelayedQuery
            {
                Id = query.Id,
                NamespaceId = namespaceId,
                TaskQueue = state.TaskQueue,
                StickyTaskQueue = sticky,
                Request = query.Request,
                Patience = query.Patience,
            };
            await store.AskQueryAsync(relayed, CancellationToken.None);
            cluster.Tell(new StoreHint.QueryAsked(namespaceId, state.TaskQueue, sticky));
            await UntilDoneAsync(query);
            if (!isFetched)
            {
                await store.WithdrawQueryAsync(query.Id, CancellationToken.None);
            }
        }
        catch (StoreUnavailableException exception)
        {
            // A withdrawal that failed does no harm: the query is done, and what is left of it goes away in time.
            query.Fail(exception);
        }
        finally
        {
            answers.Forget(query.Id);
        }
    }

    private static async Task UntilDoneAsync(QueryMessage query) => await ((Task)query.Answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
