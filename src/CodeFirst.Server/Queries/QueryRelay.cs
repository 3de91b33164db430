using System.Collections.Concurrent;
using CodeFirst.Engine;
using CodeFirst.Server.Cluster;
using CodeFirst.Storage;
using CodeFirst.Storage.Cluster;

namespace CodeFirst.Server.Queries;

/// <summary>
/// Passes queries and answers between the processes on a database, through the store. A query for which no worker polls here is left there for a process
/// that has one; an answer is left there when a worker sent it to another process than the one that waits. <see cref="RelayedQueryLoop"/> is the other side.
/// </summary>
internal sealed class QueryRelay(IStore store, ClusterMembership cluster)
{
    private readonly ConcurrentDictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);
    private volatile TaskCompletionSource _hinted = NewSignal();

    /// <summary>Whether somebody here waits for an answer that may come through the store.</summary>
    public bool IsWaiting => !_waiting.IsEmpty;

    /// <summary>Completes when there may be something in the store.</summary>
    public Task Hinted => _hinted.Task;

    /// <summary>Says that there may be something in the store.</summary>
    public void Wake() => _hinted.TrySetResult();

    /// <summary>Begins to wait for the next <see cref="Wake"/>.</summary>
    public void Reset() => _hinted = NewSignal();

    /// <summary>A worker of this process is asked, but its answer may come to another process.</summary>
    public async Task ExpectAsync(QueryMessage query)
    {
        var waiting = new Waiting(query, IsLeftInStore: false);
        if (_waiting.TryAdd(query.Id, waiting))
        {
            await waiting.UntilDoneAsync();
            _waiting.TryRemove(KeyValuePair.Create(query.Id, waiting));
        }
    }

    /// <summary>Leaves a query for other processes, until it is answered or given up.</summary>
    public async Task AskAsync(QueryMessage query, string namespaceId, RunState state)
    {
        var waiting = new Waiting(query, IsLeftInStore: true);
        _waiting[query.Id] = waiting;
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
            await waiting.UntilDoneAsync();
            if (_waiting.TryRemove(query.Id, out _))
            {
                await store.WithdrawQueryAsync(query.Id, CancellationToken.None);
            }
        }
        catch (StoreUnavailableException exception)
        {
            // A withdrawal that failed does no harm: the query is done, and what is left of it goes away in time.
            _waiting.TryRemove(query.Id, out _);
            query.Fail(exception);
        }
    }

    /// <summary>Leaves an answer for the process that waits for it.</summary>
    public async Task AnswerAsync(string queryId, ReadOnlyMemory<byte> answer)
    {
        await store.AnswerQueryAsync(queryId, answer, CancellationToken.None);
        cluster.Tell(new StoreHint.QueryAnswered(queryId));
        if (_waiting.ContainsKey(queryId))
        {
            // A process does not hear its own hints.
            Wake();
        }
    }

    /// <summary>Fetches the answers that are there.</summary>
    public async Task FetchAnswersAsync(CancellationToken cancellationToken)
    {
        if (!IsWaiting)
        {
            return;
        }

        foreach (var (id, answer) in await store.TakeAnswersAsync([.. _waiting.Keys], cancellationToken))
        {
            if (_waiting.TryRemove(id, out var waiting))
            {
                RelayedAnswer.Give(answer, waiting.Query);
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Waiting(QueryMessage Query, bool IsLeftInStore)
    {
        public async Task UntilDoneAsync() => await ((Task)Query.Answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
